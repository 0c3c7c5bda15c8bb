import '@visita/service'

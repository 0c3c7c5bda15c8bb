import { one, type Words } from './words.ts'

export const portuguese: Words = {
  offered: 'É oferecido: nenhuma regra o impede.',
  sentences: {
    'type configured': ({ type }) => `O tipo de visita «${type}» existe.`,
    'type not-yet': ({ type }) => `O tipo de visita «${type}» ainda não existia.`,
    'type archived': ({ type }) => `O tipo de visita «${type}» está arquivado.`,
    'clock shown': ({ when }) => `No relógio do local é ${when}.`,
    'clock shown-twice': ({ when }) => `Nesse dia o relógio marca essa hora duas vezes; vale a primeira, ${when}.`,
    'clock skipped': ({ when }) => `Essa hora não existe: nesse dia o relógio salta para ${when}.`,
    'grid on-grid': ({ count }) =>
      `É uma das horas de início, que vão de ${count} em ${count} minutos desde a abertura.`,
    'grid off-grid': ({ count, list }) =>
      `Não é uma hora de início: vão de ${count} em ${count} minutos desde a abertura. As mais próximas: ${list}.`,
    'grid nothing-that-day': () => 'Nesse dia não há nenhuma hora de início: ninguém abre o bastante para esta visita.',
    'needs enough': ({ list }) => `Está livre tudo o que a visita precisa: ${list}.`,
    'needs too-few': ({ list }) => `Não há recursos suficientes que atendam este tipo, a nenhuma hora: ${list}.`,
    'needs none-free': ({ list }) => `Não está livre tudo o que a visita precisa: ${list}.`,
    'needs not-together': ({ list }) => `Há recursos livres, mas não podem encontrar-se no mesmo local: ${list}.`,
    'needs does-not-fit': () => 'O recurso pedido não pode atender esta visita.',
    'resource configured': ({ resource }) => `${resource} existe e está em uso.`,
    'resource not-yet': ({ resource }) => `${resource} ainda não existia.`,
    'resource archived': ({ resource }) => `${resource} está arquivado.`,
    'serves serves': ({ resource, type }) => `${resource} atende «${type}».`,
    'serves other-types': ({ resource, type }) => `${resource} não atende «${type}».`,
    'serves other-kind': ({ resource, type }) => `«${type}» não precisa de um recurso da classe de ${resource}.`,
    'serves elsewhere': ({ resource }) => `${resource} não está no local pedido.`,
    'within-day within': () => 'A visita, com as suas margens, cabe num só dia.',
    'within-day crosses-midnight': ({ before, after }) =>
      `Com as suas margens (${before} minutos antes, ${after} depois) a visita passaria da meia-noite.`,
    'opening-hours open': ({ list }) => `Está aberto a essa hora. ${list}`,
    'opening-hours closed': ({ list }) => `Nesse dia não abre. ${list}`,
    'opening-hours outside': ({ list }) => `A visita não cabe no horário desse dia. ${list}`,
    'notice in-time': ({ count }) => `É pedido com a antecedência mínima de ${one(count, 'minuto', 'minutos')}.`,
    'notice too-soon': ({ count, when }) =>
      count === '0'
        ? `Essa hora já tinha passado: podia reservar-se a partir de ${when}.`
        : `Falta antecedência: são precisos ${one(count, 'minuto', 'minutos')}, pelo que a primeira hora possível era ${when}.`,
    'horizon within': ({ count }) => `Está dentro dos ${count} dias que se podem reservar com antecedência.`,
    'horizon too-far': ({ count, when }) =>
      `Está demasiado longe: reserva-se com ${one(count, 'dia', 'dias')} de antecedência no máximo, até ${when}.`,
    'horizon too-soon': () => 'Essa data fica fora do calendário.',
    'claims free': () => 'Ninguém tem esse tempo ocupado.',
    'claims reserved': ({ list }) => `Está reservado: ${list}`,
    'claims held': ({ list }) => `Está retido por agora: ${list}`,
    'claims blocked': ({ list }) => `Está bloqueado: ${list}`,
    'claims capacity': ({ count, list }) =>
      count === '1' ? `O seu lugar está ocupado: ${list}` : `Os seus ${count} lugares estão ocupados: ${list}`,
  },
  decided: {
    'other-types': () => 'Não atende este tipo.',
    exception: ({ list }) => (list ? `Nesse dia tem um horário especial: ${list}.` : 'Nesse dia fecha por exceção.'),
    weekly: ({ list }) => (list ? `O horário desse dia da semana: ${list}.` : 'Não tem horário nesse dia da semana.'),
    'own-holiday': ({ when }) => `É feriado próprio: ${when}.`,
    'public-holiday': ({ when }) => `É feriado oficial a partir das ${when}.`,
  },
  obstacles: {
    reservation: ({ visit, from, until, by }) => `a visita ${visit}, das ${from} às ${until} (${by})`,
    hold: ({ from, until, expires, by }) => `uma retenção das ${from} às ${until} que expira às ${expires} (${by})`,
    block: ({ from, until, by }) => `um bloqueio das ${from} às ${until} (${by})`,
    busy: ({ source, from, until, by }) => `o calendário ${source}, ocupado das ${from} às ${until} (${by})`,
  },
  meets: { visit: '', buffer: 'as margens chocam', travel: 'não há tempo de chegar do outro local' },
  by: ({ actor, role, channel, when }) => `feito por ${actor}, ${role}, via ${channel}, ${when}`,
  kinds: {
    agent: (count) => (count === 1 ? 'agente' : 'agentes'),
    room: (count) => (count === 1 ? 'sala' : 'salas'),
    unit: (count) => (count === 1 ? 'unidade' : 'unidades'),
    vehicle: (count) => (count === 1 ? 'veículo' : 'veículos'),
  },
  freeOf: ({ kind, count, free }) => `${count} ${kind} (livres: ${free})`,
}

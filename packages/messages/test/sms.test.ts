import { test } from 'tap'
import { segmentsOf, toGsm7 } from '../src/sms.ts'

test('letters that cost double lose what makes them, and no others do', (t) => {
  t.equal(toGsm7('Sábado a las 9, mañana: ¿vienes?'), 'Sabado a las 9, mañana: ¿vienes?')
  t.equal(
    toGsm7('Anul·lada a l’Hospitalet, plaça d’Espanya'),
    "Anul.lada a l'Hospitalet, plaza d'Espanya".replace('plaza', 'placa'),
  )
  t.equal(toGsm7('Não, terça às três. Você à une été ñandú Ü'), 'Nao, terca às tres. Voce à une été ñandu Ü')
  t.equal(toGsm7('“Fin” — 10 €… 2.º 1.ª'), '"Fin" - 10 €... 2.o 1.a')
  t.equal(toGsm7('10\u00a0a\u202f11'), '10 a 11', 'nor do spaces')
  t.equal(toGsm7('e\u0301te\u0301'), 'été', 'however they are put together')
  t.end()
})

test('names that GSM-7 has no letters for stay names', (t) => {
  for (const name of ['Ольга', 'Сергей', '李小龙', 'محمد', 'Marta 🙂']) t.equal(toGsm7(name), name)
  t.end()
})

test('a message is counted as carriers count it', (t) => {
  t.equal(segmentsOf('a'.repeat(160)), 1)
  t.equal(segmentsOf('a'.repeat(161)), 2)
  t.equal(segmentsOf('€'.repeat(80)), 1, 'the euro is two')
  t.equal(segmentsOf('€'.repeat(81)), 2)
  t.equal(segmentsOf('í'.repeat(70)), 1)
  t.equal(segmentsOf('í'.repeat(71)), 2)
  t.end()
})

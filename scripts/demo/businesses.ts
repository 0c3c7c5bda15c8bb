import type { Location, Policies, Resource, VisitType } from '@visita/domain'

/** What a tenant of the demo is made of: documents as the command API takes them. */
export interface Business {
  readonly id: string
  readonly name: string
  readonly policies: Pick<Policies, 'timezone' | 'locale' | 'country'> & Partial<Policies>
  readonly locations: readonly Plain<Location>[]
  readonly visitTypes: readonly Plain<VisitType>[]
  readonly resources: readonly Plain<Resource>[]
}

/** The same document with ids as plain text: it is about to become JSON, and the API checks it. */
type Plain<T> = T extends string
  ? string
  : T extends readonly (infer U)[]
    ? readonly Plain<U>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T

type Weekly = readonly { readonly days: readonly number[]; readonly start: string; readonly end: string }[]

const always = (weekly: Weekly) => ({ weekly, exceptions: [], holidays: null })
const weekdays = [1, 2, 3, 4, 5] as const
const buffers = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 } as const

/** Property viewings: an agent shows a flat, and neither can be in two places. Everything else as the defaults are. */
const santiago: Business = {
  id: 'demo',
  name: 'Altura Propiedades',
  policies: { timezone: 'America/Santiago', locale: 'es-CL', country: 'CL' },
  locations: [
    {
      id: 'lastarria',
      name: 'Edificio Lastarria',
      address: 'José Victorino Lastarria 70, Santiago',
      timezone: 'America/Santiago',
    },
    { id: 'nunoa', name: 'Torre Ñuñoa', address: 'Avenida Irarrázaval 2401, Ñuñoa', timezone: 'America/Santiago' },
  ],
  visitTypes: [
    {
      id: 'visita',
      name: 'Visita al departamento',
      durationMinutes: 30,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 15,
      seats: 1,
      needs: [
        { kind: 'agent', count: 1 },
        { kind: 'unit', count: 1 },
      ],
      mode: 'in_person',
      slotIntervalMinutes: 30,
    },
    {
      id: 'videollamada',
      name: 'Recorrido por videollamada',
      durationMinutes: 20,
      ...buffers,
      seats: 1,
      needs: [{ kind: 'agent', count: 1 }],
      mode: 'virtual',
      slotIntervalMinutes: 30,
    },
  ],
  resources: [
    ...(['camila', 'matias', 'javiera'] as const).map((id) => ({
      id,
      kind: 'agent' as const,
      name: { camila: 'Camila Fuentes', matias: 'Matías Rojas', javiera: 'Javiera Soto' }[id],
      timezone: 'America/Santiago',
      capacity: 1,
      schedule: always([
        { days: weekdays, start: '09:00', end: '19:00' },
        { days: [6], start: '10:00', end: '14:00' },
      ]),
    })),
    ...(
      [
        ['depto-101', 'lastarria', 'Departamento 101, 2D1B'],
        ['depto-504', 'lastarria', 'Departamento 504, 3D2B'],
        ['depto-1203', 'nunoa', 'Departamento 1203, 1D1B'],
      ] as const
    ).map(([id, locationId, name]) => ({
      id,
      kind: 'unit' as const,
      name,
      timezone: 'America/Santiago',
      locationId,
      capacity: 1,
      visitTypeIds: ['visita'],
      schedule: always([{ days: [1, 2, 3, 4, 5, 6], start: '09:00', end: '20:00' }]),
    })),
  ],
}

/** A barber shop: short visits, one chair each, confirmed at once. */
const cali: Business = {
  id: 'barberia-cali',
  name: 'Barbería San Fernando',
  policies: {
    timezone: 'America/Bogota',
    locale: 'es-CO',
    country: 'CO',
    confirmation: 'automatic',
    cancelMinMinutes: 60,
    rescheduleMinMinutes: 60,
    slotIntervalMinutes: 15,
    quietHours: { start: '21:00', end: '07:00' },
  },
  locations: [
    { id: 'san-fernando', name: 'San Fernando', address: 'Calle 5 # 36-08, Cali', timezone: 'America/Bogota' },
  ],
  visitTypes: (
    [
      ['corte', 'Corte', 30, '28000.00'],
      ['barba', 'Barba', 20, '18000.00'],
      ['corte-y-barba', 'Corte y barba', 45, '42000.00'],
    ] as const
  ).map(([id, name, durationMinutes, amount]) => ({
    id,
    name,
    durationMinutes,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 5,
    seats: 1,
    needs: [{ kind: 'agent' as const, count: 1 }],
    mode: 'in_person' as const,
    slotIntervalMinutes: 15,
    price: { amount, currency: 'COP' },
  })),
  resources: (
    [
      ['andres', 'Andrés Mina'],
      ['yeison', 'Yeison Caicedo'],
      ['luisa', 'Luisa Valencia'],
    ] as const
  ).map(([id, name]) => ({
    id,
    kind: 'agent' as const,
    name,
    timezone: 'America/Bogota',
    locationId: 'san-fernando',
    capacity: 1,
    schedule: always([
      { days: weekdays, start: '08:00', end: '12:00' },
      { days: weekdays, start: '13:00', end: '19:00' },
      { days: [6], start: '08:00', end: '18:00' },
    ]),
  })),
}

/** A kitchen studio: long visits with a designer in the showroom, which takes three at a time, or in a van to measure. */
const barcelona: Business = {
  id: 'cocinas-bcn',
  name: 'Estudi de Cuines Eixample',
  policies: {
    timezone: 'Europe/Madrid',
    locale: 'ca-ES',
    country: 'ES',
    minNoticeMinutes: 120,
    maxAdvanceDays: 60,
    quietHours: { start: '22:00', end: '08:00' },
  },
  locations: [
    {
      id: 'eixample',
      name: 'Sala d’exposició',
      address: 'Carrer de Mallorca 213, Barcelona',
      timezone: 'Europe/Madrid',
    },
  ],
  visitTypes: [
    {
      id: 'primera-visita',
      name: 'Primera visita',
      durationMinutes: 60,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 15,
      seats: 1,
      needs: [
        { kind: 'agent', count: 1 },
        { kind: 'room', count: 1 },
      ],
      mode: 'in_person',
      slotIntervalMinutes: 30,
    },
    {
      id: 'medicion',
      name: 'Presa de mides a domicili',
      durationMinutes: 90,
      bufferBeforeMinutes: 30,
      bufferAfterMinutes: 30,
      seats: 1,
      needs: [
        { kind: 'agent', count: 1 },
        { kind: 'vehicle', count: 1 },
      ],
      mode: 'in_person',
      slotIntervalMinutes: 30,
      price: { amount: '45.00', currency: 'EUR' },
    },
  ],
  resources: [
    ...(
      [
        ['nuria', 'agent', 'Núria Puig', 1],
        ['marc', 'agent', 'Marc Ferrer', 1],
        ['sala', 'room', 'Sala d’exposició', 3],
        ['furgoneta', 'vehicle', 'Furgoneta', 1],
      ] as const
    ).map(([id, kind, name, capacity]) => ({
      id,
      kind,
      name,
      timezone: 'Europe/Madrid',
      locationId: 'eixample',
      capacity,
      schedule: always([
        { days: weekdays, start: '09:30', end: '14:00' },
        { days: weekdays, start: '16:00', end: '20:00' },
      ]),
    })),
  ],
}

export const businesses: readonly Business[] = [santiago, cali, barcelona]

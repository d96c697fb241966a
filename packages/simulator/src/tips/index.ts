export { blocksMade, type MadeByPool } from './blocks-made.ts';
export { type ReportSettings, simulatedReports } from './reports.ts';
export { type SimulatedSchedule, type SlotFate, simulatedSchedules } from './schedules.ts';

import type { Connection, Person } from "./city.ts";

const RESIDENT_IDENTITY = "urn:oid:2.16.156.10011.1.3";

/** An instant as HL7 v2 writes it, in Tianjin's zone. */
export function timestamp(at: Date): string {
  const local = new Date(at.getTime() + 8 * 3_600_000).toISOString();
  return `${local.slice(0, 19).replace(/[-:T]/g, "")}+0800`;
}

/** PID-3 by which the hospital and the record know the same person. */
function identifier(person: Person): string {
  const national = person.identifiers.find((candidate) => candidate.startsWith(`${RESIDENT_IDENTITY}|`));
  if (national) return `${national.slice(RESIDENT_IDENTITY.length + 1)}^^^^NI`;
  const [system, value] = person.identifiers[0]?.split("|") ?? [];
  if (!value) throw new Error(`${person.username}: no identifier (expected: one at least)`);
  return `${value}^^^&${system}&URI^MR`;
}

function opening(connection: Connection, person: Person, type: string, id: string): string[] {
  const now = timestamp(new Date());
  const family = person.name.slice(0, 1);
  return [
    `MSH|^~\\&|${connection.sendingApplication}|${connection.sendingFacility}|HAIHE|TIANJIN|${now}||${type}|${id}|P|2.5.1|||||CHN|UNICODE UTF-8`,
    `PID|1||${identifier(person)}||${family}^${person.name.slice(1)}`,
  ];
}

/** One laboratory value of a person (ORU^R01). */
export function result(connection: Connection, person: Person, id: string, name: string, value: string): string[] {
  const now = timestamp(new Date());
  return [
    ...opening(connection, person, "ORU^R01^ORU_R01", id),
    `OBR|1||${id}|${id}^${name}^L|||${now}|||||||||||||||${now}|||F`,
    `OBX|1|NM|${id}^${name}^L||${value}|mmol/L|3.9-6.1||||F|||${now}`,
  ];
}

/** A new appointment of a person (SIU^S12). */
export function appointment(connection: Connection, person: Person, id: string, service: string, start: Date): string[] {
  const [from, to] = [timestamp(start), timestamp(new Date(start.getTime() + 900_000))];
  return [
    ...opening(connection, person, "SIU^S12^SIU_S12", id).slice(0, 1),
    `SCH|${id}|${id}|||||^${service}||15|min|^^^${from}^${to}||||||||||||||Booked`,
    ...opening(connection, person, "SIU^S12^SIU_S12", id).slice(1),
    "RGS|1|A",
    `AIS|1|A|${id}^${service}^L|${from}`,
  ];
}

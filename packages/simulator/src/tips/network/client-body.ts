import type { NetworkTip } from './tip-told.ts';

/** A report as its program sends it (operators.md 2.8). */
export interface ClientRequest {
  readonly path: '/v0/sendstats' | '/v1/sendstats';
  /** null: none is sent */
  readonly contentType: string | null;
  readonly body: string;
}

export function clientRequest({ by, message }: NetworkTip): ClientRequest {
  const { at, hash, slot, height, parent, protocol, version, platform } = message;
  const envelope = (data: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ apiKey: by.apiKey, poolId: by.pool, data });
  const time = new Date(at ?? message.receivedAt).toISOString();
  const nodeId = by.node;
  switch (by.client) {
    case 'cncli':
    case 'JorManager':
      return {
        path: '/v1/sendstats',
        contentType: by.client === 'cncli' ? null : 'application/json; charset=UTF-8',
        body: envelope({
          nodeId,
          version,
          at: time,
          blockNo: height,
          slotNo: slot,
          blockHash: hash,
          parentHash: parent ?? '',
          ...shownElection(message),
          nodeVKey: message.issuerKey,
          ...(protocol === null ? {} : { protocolMajorVersion: protocol.major, protocolMinorVersion: protocol.minor }),
          platform,
        }),
      };
    case 'sendmytip.sh':
      return {
        path: '/v0/sendstats',
        contentType: 'application/json',
        body: envelope({
          nodeId,
          version,
          at: inHundredths(time),
          blockNo: String(height),
          slotNo: String(slot),
          blockHash: hash,
          platform,
        }),
      };
    case 'sendtip.py':
      return {
        path: '/v0/sendstats',
        contentType: 'application/json',
        body: envelope({
          nodeId,
          version,
          at: time.replace('Z', '233Z'),
          blockNo: height,
          slotNo: slot,
          blockHash: hash,
          platform,
        }),
      };
    case 'pooltoolSendBlocks.sh':
      return {
        path: '/v0/sendstats',
        contentType: 'application/json',
        body: envelope({
          nodeId,
          blockTime: inHundredths(time),
          blockNo: String(height),
          slotNo: String(slot),
          blockHash: hash,
          parentHash: parent,
          blockVrf: 'vrf_vk1c6xyghpjufvg6flj5dq7u0zmchxgffxgsygzqp3k4pe6rj0fu5wqgqqsfk',
          slotLeader: 'pool1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq',
          protocolMajorVersion: String(protocol?.major),
          protocolMinorVersion: String(protocol?.minor),
          version,
          platform,
        }),
      };
  }
}

const inHundredths = (time: string): string => time.replace(/\dZ$/, 'Z');

function shownElection({ election }: NetworkTip['message']): Readonly<Record<string, string>> {
  if (election?.kind !== 'praos') return {};
  return { leaderVrf: election.leaderValue, blockVrf: election.blockVrf, blockVrfProof: election.blockProof };
}

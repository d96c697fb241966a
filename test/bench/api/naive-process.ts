/**
 * The same three answers as one writes them first: one joined query a request, nothing kept, each body made into text and
 * compressed for whoever asks. Arguments: the database's URL. Prints its address, and ends when its parent does.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { buildServer, type HttpServer } from '../../../packages/shared-utils/src/http/index.ts';
import { makeLog } from '../../../packages/shared-utils/src/log/index.ts';
import { makeMetrics } from '../../../packages/shared-utils/src/metrics/index.ts';
import { openPool } from '../../../packages/shared-utils/src/pg/index.ts';

const daemon = 'naive-api';
const CONNECTIONS = 8;
/** Nobody who waits for a connection is sent away: waiting is what is measured. */
const PATIENCE_MS = 600_000;
const pool = openPool({
  connectionString: process.argv[2] ?? '',
  applicationName: daemon,
  max: CONNECTIONS,
  connectTimeoutMs: PATIENCE_MS,
});
const zip = promisify(gzip);

const POOLS = `
  select encode(p.pool_id, 'hex') as id, p.life_blocks, r.pledge, r.cost, r.margin_numerator, r.margin_denominator,
    encode(r.reward_credential, 'hex') as reward_address, r.metadata_url, encode(r.metadata_hash, 'hex') as metadata_hash,
    (select json_agg(encode(o, 'hex')) from unnest(r.owners) o) as owners, gone.retiring_epoch,
    l.stake as live_stake, l.owner_stake, l.delegators, s.stake as active_stake, k.rank, b.epoch as blocks_epoch, b.blocks,
    e.operator_fee, e.delegators_reward, e.stake as earning_stake, f.operator_fee as operator_fee_before,
    f.delegators_reward as delegators_reward_before, a.ros_lifetime, a.ros_6, a.ros_12, a.operator_fees_lifetime,
    a.delegators_reward_lifetime, a.stake_lifetime, slots.epoch as slots_epoch, slots.count, done.assigned, done.kept
  from pool p
  cross join (select max(epoch) as epoch from epoch_chain) present
  left join lateral (select * from pool_registration r where r.pool_id = p.pool_id order by slot desc limit 1) r on true
  left join lateral (select * from pool_retirement r where r.pool_id = p.pool_id order by slot desc limit 1) gone on true
  left join live_pool l on l.pool_id = p.pool_id
  left join pool_snapshot s on s.pool_id = p.pool_id and s.active_epoch = present.epoch
  left join pool_rank k on k.pool_id = p.pool_id
  left join lateral (select * from pool_epoch_blocks b where b.pool_id = p.pool_id order by epoch desc limit 1) b on true
  left join pool_reward e on e.pool_id = p.pool_id and e.earned_epoch = present.epoch - 2
  left join pool_reward f on f.pool_id = p.pool_id and f.earned_epoch = present.epoch - 3
  left join lateral (select * from pool_average a where a.pool_id = p.pool_id order by earned_epoch desc limit 1) a on true
  left join lateral (select * from assigned_slots t where t.pool_id = p.pool_id order by epoch desc limit 1) slots on true
  left join lateral (
    select sum(assigned)::int as assigned, sum(made + slot_battles_lost + height_battles_lost)::int as kept
    from assigned_performance t where t.pool_id = p.pool_id and outcome = 'settled') done on true`;

const HISTORY = `
  select s.active_epoch as epoch, s.stake, b.blocks, r.delegators_reward, r.operator_fee, r.stake as earning_stake,
    t.count as slots, t.hash is not null as committed
  from pool_snapshot s
  left join pool_epoch_blocks b on b.pool_id = s.pool_id and b.epoch = s.active_epoch
  left join pool_reward r on r.pool_id = s.pool_id and r.earned_epoch = s.active_epoch
  left join assigned_slots t on t.pool_id = s.pool_id and t.epoch = s.active_epoch
  where s.pool_id = decode($1, 'hex') order by s.active_epoch desc limit $2`;

function answers(
  server: HttpServer,
  path: string,
  query: string,
  valuesOf: (path: string, limit: string) => unknown[],
): void {
  server.get<{ Params: { pool?: string }; Querystring: { limit?: string } }>(path, async (request, reply) => {
    const { rows } = await pool.query(query, valuesOf(request.params.pool ?? '', request.query.limit ?? '30'));
    const body = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
    return reply.headers({ 'content-type': 'application/json', 'content-encoding': 'gzip' }).send(await zip(body));
  });
}

const server = buildServer({
  log: makeLog({ daemon, level: 'warn' }),
  metrics: makeMetrics({ daemon, processMetrics: false }),
  limits: { bodyBytes: 1024 },
});
answers(server, '/api/pools', POOLS, () => []);
answers(server, '/api/pool/:pool', `${POOLS} where p.pool_id = decode($1, 'hex')`, (of) => [of]);
answers(server, '/api/pool/:pool/history', HISTORY, (of, limit) => [of, limit]);
process.stdout.write(`${await server.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.stdin.resume().once('end', () => void server.close().then(() => pool.end()));

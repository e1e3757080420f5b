// A product by id with Fastify and Redis, the usual cache-aside recipe; what is kept is the answer's text.
import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import Redis from 'ioredis';
import pg from 'pg';

const [port, sqlFile] = process.argv.slice(2);
const seconds = Number(process.env.PEER_SECONDS);
const sql = readFileSync(sqlFile, 'utf8');
// pg takes the rest from PGHOST and its like.
const database = new pg.Pool({ max: 16 });
const cache = new Redis(Number(process.env.REDIS_PORT), '127.0.0.1');
const app = fastify({ logger: false });

app.get('/api/v1/products/:id', async (request, reply) => {
  const key = `fastify:product:${request.params.id}`;
  let body = await cache.get(key);
  if (body === null) {
    const found = await database.query({ name: 'product', text: sql, values: [request.params.id] });
    if (found.rows.length === 0) return reply.code(404).send();
    body = JSON.stringify(found.rows[0].body);
    await cache.set(key, body, 'EX', seconds);
  }
  return reply.type('application/json; charset=utf-8').send(body);
});

await app.listen({ host: '127.0.0.1', port: Number(port) });

"""A product by id with FastAPI and Redis, the usual cache-aside recipe; what is kept is the answer's text."""
import json
import os

import asyncpg
import redis.asyncio
from fastapi import FastAPI, HTTPException, Response

SECONDS = int(os.environ["PEER_SECONDS"])
with open(os.path.join(os.path.dirname(__file__), "product.sql"), encoding="utf-8") as file:
    SQL = file.read()

app = FastAPI()


@app.on_event("startup")
async def start():
    # asyncpg takes the rest from PGHOST and its like.
    app.state.database = await asyncpg.create_pool(max_size=16)
    app.state.cache = redis.asyncio.Redis(host="127.0.0.1", port=int(os.environ["REDIS_PORT"]))


@app.get("/api/v1/products/{id}")
async def product(id: int):
    key = f"fastapi:product:{id}"
    body = await app.state.cache.get(key)
    if body is None:
        found = await app.state.database.fetchval(SQL, id)
        if found is None:
            raise HTTPException(status_code=404)
        body = json.dumps(json.loads(found), ensure_ascii=False, separators=(",", ":"))
        await app.state.cache.set(key, body, ex=SECONDS)
    return Response(content=body, media_type="application/json")

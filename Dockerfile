# The platform without its servers: api, relay, worker and the command line.
FROM python:3.13-slim AS packages
COPY requirements-image.txt /
# Wheels only: what needs a compiler does not come in.
RUN python -m venv /packages \
    && /packages/bin/python -m pip install --no-cache-dir --only-binary :all: \
        --require-hashes --requirement /requirements-image.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home stamgast \
    && install --directory --owner stamgast --mode 0700 /erasures
COPY --from=packages /packages /packages
WORKDIR /stamgast
COPY pyproject.toml LICENSE ./
COPY alembic alembic
COPY domain domain
COPY api api
COPY workers workers
COPY local local
ENV PATH=/packages/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    HOST=0.0.0.0 \
    PORT=8000
RUN python -m compileall -q .
USER stamgast
EXPOSE 8000
# `docker stop` sends SIGTERM, on which every process finishes what it has begun.
CMD ["python", "-m", "api"]

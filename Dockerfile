# One image, one process: the app is built in the first stage, the packages installed in the second,
# and the third holds only what runs, as a user who owns nothing but the data folder.

FROM node:22-bookworm-slim AS app
WORKDIR /src
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc pwa/
RUN npm --prefix pwa ci --no-fund --no-audit
COPY schemas/messages schemas/messages
COPY pwa pwa
RUN npm --prefix pwa run build

FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock .
RUN python -m venv /opt/qadam && /opt/qadam/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin qadam \
 && install -d -o qadam -g qadam -m 0700 /data
WORKDIR /srv
COPY --from=packages /opt/qadam /opt/qadam
COPY schemas schemas
COPY sync sync
COPY api api
COPY --from=app /src/pwa/dist pwa/dist
# QADAM_DATA: `docker compose exec qadam python -m api ...` finds the data without being told.
ENV PATH=/opt/qadam/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 QADAM_DATA=/data
USER qadam
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["python", "-m", "api", "serve", "--host", "0.0.0.0", "--port", "8000"]

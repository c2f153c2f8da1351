# Peyman's API without a database: it serves the Neo4j that PEYMAN_NEO4J_URI names (see docker-compose.yml).
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/peyman UV_PYTHON_DOWNLOADS=never
WORKDIR /build
# Dependencies first: the layer stays while only Peyman's own code changes.
COPY pyproject.toml ./
RUN uv sync --no-dev --no-install-project
COPY README.md LICENSE NOTICE app.py settings.py ./
COPY cli cli
COPY resolvers resolvers
COPY schema schema
COPY graph graph
COPY auth auth
COPY frontend_contract frontend_contract
COPY benchmarks benchmarks
RUN uv sync --no-dev --no-editable

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/peyman --create-home --shell /usr/sbin/nologin peyman \
    && install -d -o peyman -m 700 /var/lib/peyman/data
COPY --from=build /opt/peyman /opt/peyman
COPY LICENSE NOTICE /usr/share/doc/peyman/
ENV PATH=/opt/peyman/bin:$PATH PYTHONUNBUFFERED=1 \
    PEYMAN_HOST=0.0.0.0 PEYMAN_PORT=8000 PEYMAN_DATA_DIR=/var/lib/peyman/data
USER 10001
WORKDIR /var/lib/peyman
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PEYMAN_PORT']}/health/ready\", timeout=4)"]
ENTRYPOINT ["peyman"]
CMD ["serve"]

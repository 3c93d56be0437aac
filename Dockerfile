# Loadlens as an image: docker build -t loadlens . && docker run -p 5000:5000 -v loadlens:/data loadlens
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORT=5000 \
    HOST=0.0.0.0 \
    DATA_DIR=/data

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --no-compile -r requirements.txt \
    && useradd --uid 1000 --create-home loadlens \
    && install -d -o loadlens -g loadlens -m 700 /data
COPY . .
RUN python -m detectors.kernels

USER 1000:1000
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "cli.py", "serve"]

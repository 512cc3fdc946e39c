"""What keepers of a server ask it: whether it is alive, whether it can answer, and its figures."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api.seeing.metrics import Metrics
from api.seeing.readiness import Readiness

NEWEST = {"cache-control": "no-store"}


def router(readiness: Readiness, metrics: Metrics) -> APIRouter:
    """Return the routes."""
    made = APIRouter()

    @made.get("/health")
    async def health() -> dict[str, str]:
        """Say that the process is alive, which nothing else has to be for that."""
        return {"status": "ok"}

    @made.get("/ready")
    async def ready() -> Response:
        """Say whether it can answer; if not, with 503, what is wrong and what to do."""
        checks = await readiness.checks()
        failed = next((each for each in checks if each.problem), None)
        told = {each.name: each.problem or "ok" for each in checks}
        content = {"status": "not ready" if failed else "ok", "checks": told}
        return JSONResponse(content, status_code=503 if failed else 200, headers=NEWEST)

    @made.get("/metrics")
    async def figures() -> Response:
        """Tell the figures, as Prometheus asks for them."""
        text = await metrics.text()
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers=NEWEST)

    return made

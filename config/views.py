"""Pages for what goes wrong outside of any app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from config.api.problems import problem_response

_API = "/api/"


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(_API)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be understood at all."""
    if _is_api(request):
        detail = _("The request cannot be understood.")
        return problem_response(request, http_status=400, code="bad_request", detail=detail)
    return render(request, "errors/400.html", {"status": 400}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a person who may not do this."""
    if _is_api(request):
        detail = _("This is not allowed.")
        return problem_response(request, http_status=403, code="permission_denied", detail=detail)
    return render(request, "errors/403.html", {"status": 403}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent from elsewhere or after its session ended."""
    return render(request, "errors/csrf.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist, or that this person may not know of."""
    if _is_api(request):
        detail = _("There is nothing here.")
        return problem_response(request, http_status=404, code="not_found", detail=detail)
    return render(request, "errors/404.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours without its inside; the log has it under the request's id."""
    if _is_api(request):
        detail = _("Something went wrong on our side. Nothing was changed.")
        return problem_response(request, http_status=500, code="internal_error", detail=detail)
    return render(request, "errors/500.html", {"status": 500}, status=500)

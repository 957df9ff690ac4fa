"""The screens of a reorganisation: plans, the switch board, what goes where, orders and what came of them."""

from django.urls import URLPattern, path

from thongsuot.edges.desk.reorganisation import (
    agencies,
    assigning,
    board,
    lines,
    lists,
    matters,
    orders,
    parts,
    plans,
)

ONE = "reorganisation/<int:plan_id>/"
urls: list[URLPattern] = [
    path("agencies/", agencies.called, name="reorganisation-agencies"),
    path("agencies/matters/", matters.called, name="reorganisation-matters"),
    path("reorganisation/", plans.plans, name="reorganisation"),
    path("reorganisation/new/", plans.new, name="reorganisation-new"),
    path(ONE, board.board, name="reorganisation-board"),
    path(f"{ONE}preview/", board.preview, name="reorganisation-preview"),
    path(f"{ONE}lines/", lines.lines, name="reorganisation-lines"),
    path(f"{ONE}lines/<int:number>/", lines.line, name="reorganisation-line"),
    path(f"{ONE}parts/", parts.parts, name="reorganisation-parts"),
    path(f"{ONE}parts/<int:unit_id>/", parts.one, name="reorganisation-part"),
    path(f"{ONE}history/", plans.history, name="reorganisation-history"),
    path(f"{ONE}balance.pdf", orders.balance, name="reorganisation-balance"),
    path(f"{ONE}places/<slug:key>/", lists.place, name="reorganisation-place"),
    path(f"{ONE}places/<slug:key>/<slug:what>/", lists.listed, name="reorganisation-list"),
    path(f"{ONE}assign/<int:agency_id>/", assigning.assign, name="reorganisation-assign"),
    path(f"{ONE}order/<slug:doing>/", orders.order, name="reorganisation-order"),
    path(f"{ONE}orders/<int:order_id>/", orders.followed, name="reorganisation-followed"),
]

"""Who asks, as the API shows it."""

import strawberry

from schema.declarations import local


@strawberry.type(name="Viewer", description="Who asks, and what he may do. Anonymous is a viewer too.")
class ViewerType:
    user: str | None = local(lambda viewer: viewer.user, "The e-mail address signed in with; null: anonymous.")
    organizations: list[strawberry.ID] = local(
        lambda viewer: sorted(viewer.organizations), "Ids of the organizations acted for."
    )
    compartments: list[str] = local(lambda viewer: sorted(viewer.compartments), "Compartments held.")
    rooms: list[strawberry.ID] = local(
        lambda viewer: sorted(viewer.rooms), "Ids of the sessions in whose room one is: the Chatham House rule."
    )
    roles: list[str] = local(lambda viewer: sorted(viewer.roles), "Roles held.")
    permissions: list[str] = local(
        lambda viewer: sorted(str(one) for one in viewer.permissions),
        "What the roles allow: `resource:action`.",
    )

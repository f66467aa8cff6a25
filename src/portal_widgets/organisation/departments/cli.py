"""`flask portal organisation departments`: compares the stored departments with the configured ones."""

import click
from flask.cli import AppGroup

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from ...core.departments import DepartmentMessages
from .checks import difference
from .service import DepartmentService


def department_commands(
    group: AppGroup, portal: Portal, service: DepartmentService, messages: DepartmentMessages
) -> None:
    @group.command()
    @click.option("--apply", is_flag=True, help="Replace the stored list by the configured one.")
    def departments(apply: bool) -> None:
        """Compare the stored departments with PORTAL_WIDGETS_DEPARTMENTS. Departments that are not configured
        are closed by --apply: their messages can still be read.
        """
        found = service.differences()
        for key, names in found.items():
            click.echo(difference(key, names))
        if not found:
            click.echo("The stored departments are as PORTAL_WIDGETS_DEPARTMENTS says.")
        elif apply:
            _apply(portal, service, messages)
        else:
            click.echo("The stored list applies. --apply replaces it by the configured one.")


def _apply(portal: Portal, service: DepartmentService, messages: DepartmentMessages) -> None:
    language = portal.languages.get(portal.languages.default)
    try:
        service.apply_configuration(language.gettext("Took over the configured departments again."))
    except EditConflictError as error:
        said = "The office is changing the departments right now. Please try once more."
        raise click.ClickException(said) from error
    click.echo("The configured list is the stored one now. The history in the admin area undoes this.")
    for key, count in messages.waiting().items():
        if (one := service.current().get(key)) is not None and one.closed:
            click.echo(f"{key} is closed, and {count} of its messages wait: hand them on in the admin area.")

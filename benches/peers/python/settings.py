"""Settings from environment variables. botocore reads the credentials and the endpoint itself."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    aws_region: str
    project_id: str
    projects_table: str
    sessions_table: str
    members_table: str
    joinable_table: str
    organizations_table: str

    @classmethod
    def from_environment(cls) -> "Settings":
        return cls(**{name: os.environ[name.upper()] for name in cls.__slots__})

    @property
    def environment(self) -> str:
        """Returns the environment part of ids."""
        return "live" if self.project_id.startswith("project-live-") else "test"

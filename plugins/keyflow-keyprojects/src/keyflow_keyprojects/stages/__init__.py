"""The office's stages as plugins: each is a class in a module, one table of states and ways.

A stage names only its own states; the workflow file connects the stages. Triggers that a department
fires to confirm what an owner reported are kept apart from the report, so that K30 can ask for two
people.
"""

from keyflow.plugin import Stage
from keyflow_keyprojects.stages.acceptance import Acceptance
from keyflow_keyprojects.stages.approval import Approval
from keyflow_keyprojects.stages.construction import Construction
from keyflow_keyprojects.stages.ladder import Ladder
from keyflow_keyprojects.stages.planning import Planning
from keyflow_keyprojects.stages.ramp_up import RampUp

STAGES: tuple[type[Stage], ...] = (
    Approval,
    Planning,
    Construction,
    Acceptance,
    RampUp,
    Ladder,
)

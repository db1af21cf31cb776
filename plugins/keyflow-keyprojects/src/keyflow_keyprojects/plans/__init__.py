"""Plans: what belongs to a step and is committed with it or not at all."""

from keyflow.plugin import Plan
from keyflow_keyprojects.plans.adjusting import ADJUSTING_PLANS
from keyflow_keyprojects.plans.desk import DESK_PLANS
from keyflow_keyprojects.plans.duties import DUTY_PLANS
from keyflow_keyprojects.plans.land import LAND_PLANS
from keyflow_keyprojects.plans.lists import LIST_PLANS
from keyflow_keyprojects.plans.meetings import MEETING_PLANS
from keyflow_keyprojects.plans.permits import PERMIT_PLANS
from keyflow_keyprojects.plans.planning import PLAN_PLANS
from keyflow_keyprojects.plans.roster import ROSTER_PLANS
from keyflow_keyprojects.plans.scores import SCORE_PLANS
from keyflow_keyprojects.plans.splitting import SPLIT_PLANS
from keyflow_keyprojects.plans.sponsoring import SPONSOR_PLANS
from keyflow_keyprojects.plans.steps import STEP_PLANS

PLANS: tuple[type[Plan], ...] = (
    *SPLIT_PLANS,
    *STEP_PLANS,
    *PERMIT_PLANS,
    *DUTY_PLANS,
    *SCORE_PLANS,
    *LIST_PLANS,
    *SPONSOR_PLANS,
    *PLAN_PLANS,
    *ADJUSTING_PLANS,
    *DESK_PLANS,
    *MEETING_PLANS,
    *LAND_PLANS,
    *ROSTER_PLANS,
)

"""A reference for rounds of votes: a plain dict and lists, and the rules said once more, simply.

It knows one workflow. A task is a dict; whose turn it is and whether a result is certain is found
out afresh after every step, the latter by trying every way in which the missing votes may come in.
Each verb returns whether it may be done, and then does it.
"""

from copy import deepcopy
from itertools import product

FLOW = {
    "name": "permit",
    "initial": "preparing",
    "many": True,
    "reopen": "30d",
    "roles": ["owner", "land", "finance", "admin"],
    "schema": {"amount": {"type": "integer", "content": True}},
    "operations": {
        verb: {"by": "admin"} for verb in ("jump", "terminate", "suspend", "resume")
    },
    "stages": {
        "preparing": {"kind": "plain", "states": {"preparing": {"writable": ["amount"]}}},
        "review": {
            "kind": "approval",
            "writable": ["amount"],
            "approval": {
                "groups": {
                    "side": {
                        "voters": [
                            {"role": "land"},
                            {"person": "li", "required": True},
                            {"person": "wang", "veto": True},
                        ],
                        "approve_when": {"at_least": 2},
                        "reject_when": {"at_least": 2},
                    },
                    "row": {"voters": [{"person": "peng"}, {"role": "finance"}], "in_order": True},
                },
            },
        },
        "seal": {
            "kind": "approval",
            "approval": {
                "voters": [{"person": "sun"}, {"person": "li"}],
                "approve_when": "any",
                "reject_when": "all",
                "close": "full",
            },
        },
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner", "todo": True},
        {"trigger": "on", "source": "review.approved", "dest": "seal", "auto": True},
        {"trigger": "end", "source": "seal.approved", "dest": "done", "auto": True},
        {"trigger": "fail", "source": ["review.rejected", "seal.rejected"], "dest": "bad",
         "auto": True},
    ],
}  # fmt: skip
SEATS = {
    "review.deciding": [
        ("side", "role", "land", ""), ("side", "person", "li", "required"),
        ("side", "person", "wang", "veto"), ("row", "person", "peng", ""),
        ("row", "role", "finance", ""),
    ],
    "seal.deciding": [("", "person", "sun", ""), ("", "person", "li", "")],
}  # fmt: skip
NEXT = {
    ("review.deciding", "approved"): "seal.deciding",
    ("seal.deciding", "approved"): "done",
    ("review.deciding", "rejected"): "bad",
    ("seal.deciding", "rejected"): "bad",
}
FINAL = ("done", "bad")
ROLES = {
    "ann": {"owner"}, "adm": {"admin"}, "lan": {"land"}, "lu": {"land"}, "fei": {"finance"},
}  # fmt: skip
AROUND = ("before", "after")


ALL = ("approve", "reject", "abstain", "recuse")


class Shut(Exception):
    """A round about to open could never be approved."""


def whole(verb):
    """Let a verb be done whole, or refused and nothing changed."""

    def tried(self, *given):
        before = deepcopy(self.__dict__)
        try:
            return verb(self, *given)
        except Shut:
            self.__dict__ = before
            return False

    return tried


class Model:
    """What one case should be."""

    def __init__(self):
        self.state, self.standing, self.amount = "preparing", "active", 1
        self.tasks, self.last, self.round, self.back = [], 0, None, None
        self.back_seen = None  # the amount when it was returned
        self.rounds = 0  # also the number of the latest
        self.states = {}  # of each round
        self.trail = []
        self.came()

    # looking

    def task(self, n):
        return next((t for t in self.tasks if t["n"] == n), None)

    def votes(self, number=None):
        number = self.rounds if number is None else number
        return [t for t in self.tasks if t["kind"] == "vote" and t["round"] == number]

    def live(self, n, *kinds):
        """Return a task that something may be done with now."""
        t = self.task(n)
        usable = t is not None and t["status"] in ("open", "waiting") and t["kind"] in kinds
        return t if usable and self.standing == "active" else None

    @staticmethod
    def holds(t, who):
        return t["person"] == who if t["person"] else t["role"] in ROLES.get(who, ())

    def voted(self, t, who):
        return any(
            o is not t and o["status"] == "done" and o["person"] == who for o in self.votes()
        )

    def mine(self, t, who):
        """Tell whether somebody may act on a task at all."""
        if not self.holds(t, who):
            return False
        return t["kind"] != "vote" or (who != "ann" and not self.voted(t, who))

    def finds(self, t, who):
        """Tell whether a task is in somebody's inbox: what they would be refused is not."""
        if t["kind"] == "opinion":
            return self.holds(t, who) and who not in (t["owner"], "ann")
        lent = t["kind"] == "vote" and t["owner"] is not None
        return self.holds(t, who) if lent else self.mine(t, who)

    def present(self, who, but=None, giver=None):
        return any(
            who == (t["owner"] or t["person"])
            for t in self.votes()
            if t["status"] != "closed"
            and t is not but
            and not (t["past"][-1:] == [giver] and t["status"] != "done")
        )

    # what votes come to

    def ballot(self, t):
        """Return a task's vote, with what those added after it said; None while it is out."""
        if t["status"] != "done":
            return None
        after = self.under(t, "after")
        return self.heard(after) if t["answer"] == "approve" and after else t["answer"]

    def under(self, t, place):
        return [o for o in self.tasks if o["under"] == t["n"] and o["place"] == place]

    @staticmethod
    def asked(added):
        """Return those added whose word counts."""
        return [
            t
            for t in added
            if t["status"] != "closed" and not (t["status"] == "done" and t["answer"] == "recuse")
        ]

    def heard(self, added):
        """Return what added people came to."""
        left = self.asked(added)
        said = [t["answer"] if t["status"] == "done" else None for t in left]
        mode = left[0]["mode"] if left else ""
        if mode == "any" and "approve" in said:
            return "approve"
        if mode != "any" and "reject" in said:
            return "reject"
        if None in said:
            return None
        return "reject" if "reject" in said and mode == "any" else "approve"

    def counted(self):
        return [t for t in self.votes() if t["place"] not in AROUND and t["status"] != "closed"]

    def result(self):
        """Return the result if every way of going on agrees (or, in the seal, all are in)."""
        ends = self.ends(self.counted())
        out = any(self.ballot(t) is None for t in self.counted())
        if self.state == "seal.deciding" and out:
            return None
        return ends.pop() if len(ends) == 1 else None

    def ends(self, tasks):
        groups = {t["group"] for t in tasks} | {g for g, *_ in SEATS[self.state]}
        found = [self.ends_of(name, [t for t in tasks if t["group"] == name]) for name in groups]
        results = set()
        for combination in product(*found):
            if any(veto or came == "reject" for came, _, veto in combination):
                results.add("rejected")
            elif all(came == "approve" and not lack for came, lack, _ in combination):
                results.add("approved")
            else:
                results.add("rejected")
        return results

    def ends_of(self, name, tasks):
        """Return every (result, required approval missing, veto used) a group may still come to."""
        given = [[self.ballot(t)] if self.ballot(t) else ALL for t in tasks]
        return {self.end_of(name, tasks, votes) for votes in product(*given)}

    def end_of(self, name, tasks, votes):
        base = [v for v in votes if v != "recuse"]
        yes, no = base.count("approve"), base.count("reject")
        lack = any(
            "required" in t["mark"] and v != "approve" for t, v in zip(tasks, votes, strict=True)
        )
        veto = any("veto" in t["mark"] and v == "reject" for t, v in zip(tasks, votes, strict=True))
        if name == "side":
            came = "reject" if no >= 2 else "approve" if yes >= 2 else None
        elif name == "row":
            came = "reject" if no else "approve" if base and yes == len(base) else None
        else:
            came = "reject" if base and no == len(base) else "approve" if yes else "reject"
        return came, lack, veto

    # going on

    def new(self, kind, person=None, role=None, **more):
        self.last += 1
        t = {
            "n": self.last, "kind": kind, "status": "open", "person": person, "role": role,
            "owner": None, "answer": None, "round": 0, "group": "", "mark": "", "under": None,
            "place": None, "mode": "", "seen": None, "past": [],
        } | more  # fmt: skip
        self.tasks.append(t)
        return t

    def close_round(self, answer):
        if self.round == "open":
            for t in self.tasks:
                if t["round"] == self.rounds and t["status"] in ("open", "waiting"):
                    t.update(status="closed", answer=answer)

    def leave(self, trigger=None, who=None):
        """Close what belongs to the state: steps to do."""
        for t in self.tasks:
            if t["kind"] == "todo" and t["status"] == "open":
                if t["label"] == trigger:
                    t.update(status="done", answer=trigger, person=who)
                else:
                    t.update(status="closed", answer="not-needed")

    def go(self, state, why, trigger=None, who=None):
        """Leave a state for another; `came` then opens what that asks for."""
        self.close_round(why)
        if self.round == "open":
            self.round = why
        self.leave(trigger, who)
        self.state = state
        if state in FINAL:
            self.standing = "completed"
            self.end_tasks()

    def end_tasks(self):
        for t in self.tasks:
            if t["status"] in ("open", "waiting") and t["kind"] != "copy":
                t.update(status="closed", answer="ended")

    def came(self, *, jumped=False):
        """Open what a state asks for, where a command ends."""
        self.trail.append((self.state, jumped))
        if self.state == "preparing":
            self.new("todo", role="owner", label="submit")
        if self.state in SEATS:
            lines = self.lines()
            self.rounds, self.round = self.rounds + 1, "open"
            self.states[self.rounds] = self.state
            seats = [
                (self.new("vote", **{how: name}, group=group, mark=mark, round=self.rounds,
                          status="waiting"), lines.get((group, name), []))
                for group, how, name, mark in SEATS[self.state]
            ]  # fmt: skip
            again = {}
            for t, line in seats:
                self.take_over(t, line, again)
            if self.back == self.state:
                self.add_again(again)
                for o in self.tasks:
                    if o["kind"] == "opinion" and o["status"] == "done" and o["under"] in again:
                        o.update(under=again[o["under"]]["n"], round=self.rounds)
                self.back = self.back_seen = None
            if "approved" not in self.ends(self.counted()):
                raise Shut
            self.carry_on()

    def lines(self):
        """Return each seat of the latest round here, with who took it from whom it was recused."""
        here = [n for n, state in self.states.items() if state == self.state]
        lines = {}
        for t in self.votes(max(here)) if here else ():
            if not t["place"]:
                first = t["past"][0] if t["past"] else t["owner"] or t["person"]
                line = lines[t["group"], t["role"] or first] = [t]
                while taken := [o for o in self.under(line[-1], "instead") if not self.dropped(o)]:
                    line += taken
        return lines

    @staticmethod
    def dropped(t):
        """Tell whether somebody was in their round no more when it closed."""
        return t["status"] == "closed" and (t["answer"] == "removed" or t.get("aside", False))

    def take_over(self, t, line, again):
        """Ask on a seat whoever it was handed on to; recusals last, approvals if it came back."""
        named = [name for _, how, name, _ in SEATS[self.state] if how == "person"]
        mark = t["mark"]
        for place, old in enumerate(line):
            holder = old["owner"] or old["person"]
            handed = old["past"] or (old["place"] and not old["role"])
            if handed and holder in set(named) - {t["person"]}:
                break
            if place:
                t["mark"] = ""
                t = self.new("vote", round=self.rounds, group=t["group"], mark=mark,
                             under=t["n"], place="instead", status="waiting",
                             role=old["role"])  # fmt: skip
            if handed:
                t.update(person=holder, past=[*old["past"]])
            again[old["n"]] = t
            self.keep(t, old)
        again.update({old["n"]: t for old in line if old["n"] not in again})

    def keep(self, t, old):
        """Leave a vote as it was: a recusal, or an approval the case came straight back to."""
        stands = self.back == self.state and old["answer"] == "approve"
        recused = old["status"] == "done" and old["answer"] == "recuse"
        if recused or (stands and old["status"] == "done" and old["seen"] == self.amount):
            t.update({name: old[name] for name in ("status", "answer", "person", "seen")})

    def add_again(self, again):
        """Add those again who were added around the seats of the round that was returned."""
        before = [n for n, state in self.states.items() if state == self.state and n < self.rounds]
        asked = {t["person"] for t in self.votes()}
        for old in self.votes(max(before, default=0)):
            person = old["owner"] or old["person"]
            if old["n"] in again or old["under"] not in again or self.dropped(old):
                continue
            if person in asked or person == "ann":
                continue
            again[old["n"]] = t = self.new(
                "vote", person=person, group=old["group"], mark=old["mark"], mode=old["mode"],
                under=again[old["under"]]["n"], place=old["place"], past=[*old["past"]],
                round=self.rounds, status="waiting",
            )  # fmt: skip
            self.keep(t, old)
            asked.add(person)

    def settle(self):
        """Let what added people said take effect; the others of them need not say anything."""
        live = ("open", "waiting")
        for t in self.votes():
            before = self.under(t, "before")
            if before and t["status"] in live and self.heard(before) == "reject":
                t.update(status="done", answer="reject", settled=True)
        for t in self.votes():
            yes = t["status"] == "done" and t["answer"] == "approve"
            added = self.under(t, "after" if yes else "before")
            for other in added if added and self.heard(added) else ():
                if other["status"] in live:
                    other.update(status="closed", answer="not-needed", aside=True)

    def carry_on(self):
        self.settle()
        result = self.result()
        if result:
            state = NEXT[self.state, result]
            self.close_round("not-needed")
            self.round = result
            if result == "rejected":
                self.back = self.back_seen = None
            self.go(state, "left")
            self.came()
            return
        turn = [o["n"] for t in self.counted() for o in self.turn_of(t)]
        for t in self.votes():
            if t["status"] in ("open", "waiting"):
                t["status"] = "open" if t["n"] in turn else "waiting"

    def turn_of(self, t):
        """Return which tasks are open for one ballot."""
        if t["group"] == "row" and self.ballot(t) is None:
            out = [self.seat(o) for o in self.counted()
                   if o["group"] == "row" and self.ballot(o) is None]  # fmt: skip
            if self.seat(t) != min(out):
                return []
        before = [o for o in self.under(t, "before") if o["status"] != "closed"]
        if t["status"] in ("open", "waiting"):
            return self.first(before) if before and self.heard(before) is None else [t]
        if t["answer"] == "approve" and self.ballot(t) is None:
            return self.first(self.under(t, "after"))
        return []

    def seat(self, t):
        """Return the seat a task stands beside, or in place of."""
        return self.seat(self.task(t["under"])) if t["place"] in ("beside", "instead") else t["n"]

    @staticmethod
    def first(added):
        live = [t for t in added if t["status"] in ("open", "waiting")]
        return live[:1] if added and added[0]["mode"] == "order" else live

    # verbs

    @whole
    def submit(self, who):
        if who != "ann" or self.standing != "active" or self.state != "preparing":
            return False
        straight = self.back == "review.deciding" or self.back_seen == self.amount
        back = self.back if straight else None
        self.go(back or "review.deciding", "left", "submit", who)
        self.came()
        return True

    @whole
    def decide(self, n, who, answer, to=None):
        t = self.live(n, "vote")
        if t is None or not self.mine(t, who) or t["owner"] or t["status"] != "open":
            return False
        same = [
            o
            for o in self.votes()
            if o["status"] in ("open", "waiting") and o["place"] not in AROUND
            and (o["owner"] or o["person"]) == who and o is not t
        ]  # fmt: skip
        seats = [t, *same]
        asked = self.opinions(seats)
        if answer == "approve" and any(o["status"] == "open" for o in asked):
            return False
        left = [o for o in seats if answer == "recuse" and (to or self.goes_back(o))]
        if answer == "recuse" and not self.may_recuse([o for o in seats if o not in left], who, to):
            return False
        news = [
            {"group": o["group"], "mark": o["mark"], "round": o["round"], "mode": o["mode"],
             "under": o["under"] if o["place"] in AROUND else o["n"],
             "place": o["place"] if o["place"] in AROUND else "instead", "status": "waiting",
             "person": to, "role": None if to else o["role"]}
            for o in left
        ]  # fmt: skip
        for o in seats:
            o.update(status="done", answer=answer, person=who, owner=None, seen=self.amount)
        for o, more in zip(left, news, strict=True):
            o["mark"] = ""
            taker = self.new("vote", **more)
            for opinion in self.opinions([o]):
                opinion["under"] = taker["n"]
        self.carry_on()
        return True

    def opinions(self, seats):
        """Return the opinions asked for on any of these seats."""
        numbers = [t["n"] for t in seats]
        return [t for t in self.tasks if t["kind"] == "opinion" and t["under"] in numbers]

    @staticmethod
    def goes_back(t):
        """A role's task is the role's again when one of its holders is recused (D14)."""
        return t["role"] and not t["past"]

    def may_recuse(self, seats, who, to):
        if to:
            return to not in ("ann", who) and not self.present(to)
        if any("required" in t["mark"] for t in seats):
            return False
        rest = [t for t in self.counted() if t not in seats]
        can = "approved" in self.ends(self.counted())
        return not can or "approved" in self.ends(rest)

    def claim(self, n, who):
        t = self.live(n, "vote")
        if t is None or t["person"] or not self.mine(t, who):
            return False
        t["person"] = who
        return True

    def unclaim(self, n, who):
        t = self.live(n, "vote")
        usable = t is not None and t["person"] == who and self.mine(t, who)
        if not usable or t["owner"] or t["past"] or not t["role"]:
            return False
        t["person"] = None
        return True

    def transfer(self, n, who, to):
        t = self.live(n, "vote")
        if t is None or not self.mine(t, who) or t["owner"] or to == "ann":
            return False
        if to in (t["person"], who, *t["past"]) or self.present(to, t, who):
            return False
        t["past"].append(who)
        t["person"] = to
        return True

    def delegate(self, n, who, to):
        t = self.live(n, "vote")
        if t is None or not self.mine(t, who) or to in (who, t["owner"]):
            return False
        t.update(person=to, owner=t["owner"] or who)
        return True

    def resolve(self, n, who):
        t = self.live(n, "vote")
        if t is None or not t["owner"] or who not in (t["person"], t["owner"]):
            return False
        t.update(person=t["owner"], owner=None)
        return True

    @whole
    def add_sign(self, n, who, persons, place, mode):
        t = self.live(n, "vote")
        if t is None or not self.mine(t, who) or t["owner"] or t["place"] in AROUND:
            return False
        if any(p in ("ann", who) or self.present(p) for p in persons):
            return False
        other = {"before": "after", "after": "before"}.get(place)
        mates = self.asked(self.under(t, place))
        if other and (self.asked(self.under(t, other)) or any(o["mode"] != mode for o in mates)):
            return False
        if other and mates and mode == "any" and self.heard(mates) is not None:
            return False
        if place != "beside":
            t["person"] = who
        for person in persons:
            self.new(
                "vote", person=person, under=n, place=place, round=t["round"], group=t["group"],
                mode=mode if other else "", status="waiting",
            )  # fmt: skip
        self.carry_on()
        return True

    @whole
    def remove_sign(self, n, who):
        t = self.live(n, "vote")
        if t is None or t["place"] not in (*AROUND, "beside"):
            return False
        above = self.task(t["under"])  # which a helper does not hold
        if not self.holds({**above, "person": above["owner"] or above["person"]}, who):
            return False
        below = [t]
        for one in below:
            below += [o for o in self.tasks if o["under"] == one["n"]]
        gone = [(one, one["status"]) for one in below if one["status"] in ("open", "waiting")]
        for one, _ in gone:
            one["status"] = "closed"
        if "approved" not in self.ends(self.counted()):
            for one, before in gone:
                one["status"] = before
            return False
        for one, _ in gone:
            one["answer"] = "removed"
        self.carry_on()
        return True

    @whole
    def go_back(self, n, who, to, straight):
        t = self.live(n, "vote")
        if t is None or not self.mine(t, who) or t["owner"] or t["status"] != "open":
            return False
        been = self.way()[:-1]
        target = {"initiator": "preparing", "previous": been[-1] if been else None}.get(to, to)
        if target not in been:
            return False
        t.update(status="done", answer="return", person=who)
        left = self.state
        self.go(target, "returned")
        self.back, self.back_seen = (left, self.amount) if straight else (None, None)
        self.came()
        return True

    def way(self):
        """Return the states from the first to this one, without those it went back over.

        Who skips a state otherwise than by a jump comes straight back, as if through it.
        """
        way, over = [], []
        for state, jumped in self.trail:
            if state in way:
                at = way.index(state)
                way, over = way[:at], way[at + 1 :]
            elif state in over and not jumped:
                way += [one for one in over[: over.index(state)] if one not in way]
            way.append(state)
        return way

    @whole
    def recall(self, who):
        if who != "ann" or self.standing != "active" or self.round != "open":
            return False
        self.go("preparing", "recalled")
        self.back = self.back_seen = None
        self.came()
        return True

    @whole
    def jump(self, who, to):
        if who != "adm" or self.standing != "active" or to in FINAL:
            return False
        self.go(to, "jumped")
        self.back = self.back_seen = None
        self.came(jumped=True)
        return True

    def terminate(self, who):
        if who != "adm" or self.standing not in ("active", "suspended"):
            return False
        self.close_round("ended")
        self.round = "ended" if self.round == "open" else self.round
        self.standing = "terminated"
        self.end_tasks()
        return True

    @whole
    def reopen(self, who):
        if who != "ann" or self.standing not in ("completed", "terminated"):
            return False
        self.standing = "active"
        self.state = next(state for state, _ in reversed(self.trail) if state not in FINAL)
        self.came()
        return True

    def hold(self, who, before, after):
        if who != "adm" or self.standing != before:
            return False
        self.standing = after
        return True

    @whole
    def edit(self, who, amount):
        over = self.standing not in ("active", "suspended")
        if who not in ROLES or over or self.state not in ("preparing", "review.deciding"):
            return False
        self.amount = amount
        if self.round == "open":
            self.ask_again()
        return True

    def ask_again(self):
        """Ask those again who voted on other content."""
        given = [t for t in self.votes() if t["status"] == "done" and t["answer"] != "recuse"]
        stale = [t for t in given if t["seen"] not in (None, self.amount)]
        above = [t["under"] for t in stale if t["place"] == "before"]
        stale += [t for t in given if t.get("settled") and t["n"] in above]
        for t in stale:
            person = None if t["role"] and not t["past"] else t["person"]
            t.update(status="waiting", answer=None, person=person, seen=None)
            t.pop("settled", None)
        if stale:
            self.carry_on()

    def consult(self, n, who, persons):
        t = self.live(n, "vote")
        if t is None or not self.mine(t, who) or t["owner"] or t["status"] != "open":
            return False
        asked = {o["person"] for o in self.tasks if o["kind"] == "opinion" and o["under"] == n}
        if who in persons or "ann" in persons or asked.intersection(persons):
            return False
        for person in persons:
            self.new("opinion", person=person, owner=who, under=n, round=t["round"])
        return True

    def answer(self, n, who, opinion):
        t = self.live(n, "opinion")
        if t is None or t["person"] != who:
            return False
        t.update(status="done", answer=opinion)
        return True

    def copy(self, who, persons):
        if who not in ROLES:
            return False
        has = [t["person"] for t in self.tasks if t["kind"] == "copy" and t["status"] == "open"]
        for person in persons:
            if person not in has:
                self.new("copy", person=person, owner=who)
        return True

    def read(self, n, who):
        t = self.task(n)
        if t is None or t["kind"] != "copy" or t["status"] != "open" or t["person"] != who:
            return False
        t.update(status="done", answer="read")
        return True

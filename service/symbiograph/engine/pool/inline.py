"""Jobs without a pool, in the process that asks: for tests, and where nothing can be forked."""

from __future__ import annotations

from time import monotonic

from symbiograph.engine.federation import Federated
from symbiograph.engine.pool.claim import Claim
from symbiograph.engine.pool.evaluation import evaluate
from symbiograph.engine.pool.hired import HasDescriptor
from symbiograph.engine.pool.job import Completed, Failed, Job, Outcome, Reason, Refused
from symbiograph.engine.pool.response import ByteLimitReached, Response
from symbiograph.engine.pool.worker import Limits
from symbiograph.errors import SymbiographError


class Inline:
    """Runs jobs like a pool, but with no limit on time or memory, and to files only."""

    def __init__(self, source: Federated) -> None:
        self._source = source

    def is_open(self) -> bool:
        """Tell that jobs can be run."""
        return True

    def run(self, job: Job, target: HasDescriptor) -> Outcome:
        """Write the results of ``job``, which has no ``http``, to the file ``target``."""
        started = monotonic()
        claim = Claim.new()
        claim.lay()
        response = Response(target.fileno(), claim, job.http, job.byte_limit, Limits().piece)
        try:
            written = evaluate(self._source, job, response)
        except SymbiographError as error:
            return Refused(error, monotonic() - started)
        except ByteLimitReached:
            return Failed(Reason.BYTES, "", monotonic() - started)
        finally:
            claim.close()
        return Completed(*written, response.size, response.keep_alive, monotonic() - started)

"""Both benchmarks of label search: ``python benchmarks/search``."""

import latency
import ranking

ranking.main()
latency.main()

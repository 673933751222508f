"""How fast is it? The steps of the pipeline beside plain DuckDB, polars and pandas on the same invented export.

Belongs here: inventing an export, running each candidate in a process of its own, comparing what they wrote, printing
ratios. Does not belong here: any pass or fail on time. Results that differ do fail: figures of different work say
nothing.

    make bench                                              # one million contacts, one column a reason
    make bench ARGS="--contacts 10000000 --repeat 3"        # the lowest of three
    make bench ARGS="--shape json_lines --plain memory"
    make bench ARGS="--only slope --slope rows --contacts 10000000"
    make bench ARGS="--only network --network 150"
    make bench ARGS="--contacts 1000000 10000000 --shape all --slope all --network --write-docs"
"""

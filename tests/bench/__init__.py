"""How fast is it? The steps of the pipeline beside plain DuckDB, polars and pandas on the same invented export.

Belongs here: inventing an export, running each candidate in a process of its own, comparing what they wrote, printing
ratios. Does not belong here: any pass or fail on time. Results that differ do fail: figures of different work say nothing.

    make bench                                         # one million contacts, one column a reason
    make bench ARGS="--contacts 10000000"
    make bench ARGS="--shape json_lines --slope rows"
"""

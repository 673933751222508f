-- Records of which some continue the one above: they have neither an id nor a date, and have those of the record that
-- heads their block. A block ends where a record is missing in between, since that may have been the head of what
-- follows; what then continues nothing is a reject. A header that stands there once more ends no block.
-- What continues a record that is not used shares its fate, and keeps its own number; a fault of its own is its own.
with below as (
    select
        *,
        id_text is null and date_text is null as is_below,
        row_number - lag(row_number) over (order by row_number) is distinct from 1 as is_apart
    from ({records})
),
placed as (
    select
        *,
        last_value(
            case when is_header then null when not is_below then row_number when is_apart then -row_number end
            ignore nulls
        ) over (order by row_number rows between unbounded preceding and current row) as block
    from below
),
judged as (
    select
        * replace (
            is_ignored or (is_below and block > 0 and first_value(is_ignored) over head) as is_ignored,
            case
                when not is_below then reject_code
                when is_ignored or reject_code in ('shifted', 'bad_form') then reject_code
                when block > 0 then first_value(reject_code) over head
                else 'nothing_above'
            end as reject_code
        ),
        first_value(id_text) over head as head_id,
        first_value(exchange_text) over head as head_exchange,
        first_value(version_order) over head as head_version,
        first_value(date_text) over head as head_date,
        first_value(moment) over head as head_moment,
        first_value(setting) over head as head_setting
    from placed
    window head as (partition by block order by is_header, row_number)
),
fated as (
    select
        *,
        is_below and reject_code is null and not is_ignored as is_continued
    from judged
)
select
    * exclude (is_below, is_apart, head_id, head_exchange, head_version, head_date, head_moment, head_setting)
    replace (
        case when is_continued then head_id else id_text end as id_text,
        case when is_continued then coalesce(exchange_text, head_exchange) else exchange_text end as exchange_text,
        case when is_continued then head_version else version_order end as version_order,
        case when is_continued then head_date else date_text end as date_text,
        case when is_continued then head_moment else moment end as moment,
        {reasons} as reasons
    )
from fated

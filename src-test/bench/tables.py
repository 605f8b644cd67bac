"""Markdown tables, and the numbers in them."""
import statistics


def cell(value, digits):
    return f'{value:,.{digits}f}'


def ratios(runs, base, key, digits):
    """The median of a column, and the median of its ratios to the baseline's run of the same round."""
    value = statistics.median(run[key] for run in runs)
    ratio = statistics.median(run[key] / reference[key] for run, reference in zip(runs, base))
    return f'{cell(value, digits)} ({ratio:.2f})'


def table(head, rows):
    lines = [head] + [[str(value) for value in row] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = '|' + '|'.join('-' * (width + 2) for width in widths) + '|'
    text = ['| ' + ' | '.join(value.ljust(width) for value, width in zip(line, widths)) + ' |' for line in lines]
    return '\n'.join([text[0], rule, *text[1:]]) + '\n'


def verdict(is_met):
    return 'yes' if is_met else 'NO'

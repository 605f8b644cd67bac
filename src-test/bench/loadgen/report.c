/* The samples that connections leave behind, and what is printed of them at the end. */
#include "loadgen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static const char *const name_of[RESULTS] = { "ok", "refused", "reset", "bad", "timeout", "other" };

static struct sample *samples;
static size_t count, capacity;

static int64_t after_due(uint64_t due, uint64_t time)
{
    return time ? (int64_t)(time - due) : -1;
}

void record(const struct connection *c, enum result result, uint64_t now)
{
    if (count == capacity) {
        capacity = capacity ? capacity * 2 : 1 << 16;
        samples = realloc(samples, capacity * sizeof *samples);
        if (!samples)
            die("realloc");
    }
    samples[count++] = (struct sample){ c->due, after_due(c->due, c->accepted), after_due(c->due, c->first_byte),
                                        after_due(c->due, now), result };
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double microseconds(const int64_t *sorted, size_t n, double quantile)
{
    size_t rank = (size_t)ceil(quantile * (double)n);
    return n ? (double)sorted[rank ? rank - 1 : 0] / 1e3 : -1;
}

static void print_percentiles(int64_t *latency, size_t n)
{
    qsort(latency, n, sizeof *latency, ascending);
    printf(", \"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"max\": %.1f",
           microseconds(latency, n, .5), microseconds(latency, n, .9), microseconds(latency, n, .99),
           microseconds(latency, n, .999), microseconds(latency, n, 1));
}

/* A rate counts what ended inside the window, latencies what was due inside it, errors the whole run. */
static size_t ended_well_within(uint64_t from, uint64_t to)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t ended = samples[i].due + (uint64_t)samples[i].end;
        n += samples[i].result == OK && ended >= from && ended < to;
    }
    return n;
}

static void print_errors(void)
{
    size_t number[RESULTS] = { 0 }, errors = 0;
    for (size_t i = 0; i < count; i++)
        number[samples[i].result]++;
    for (int r = REFUSED; r < RESULTS; r++) {
        printf(", \"%s\": %zu", name_of[r], number[r]);
        errors += number[r];
    }
    printf(", \"errors\": %zu", errors);
}

static void print_latencies(uint64_t from)
{
    size_t n = 0;
    int64_t *latency = malloc((count + 1) * sizeof *latency);
    if (!latency)
        die("malloc");
    for (size_t i = 0; i < count; i++)
        if (samples[i].due >= from && samples[i].result == OK)
            latency[n++] = samples[i].end;
    print_percentiles(latency, n);
    free(latency);
}

static double own_cpu_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

void report(uint64_t begin, uint64_t end)
{
    uint64_t from = begin + options.warm_up;
    double window = (double)(end - from) / 1e9;
    printf("{\"done\": %zu, \"per_second\": %.1f", count, (double)ended_well_within(from, end) / window);
    print_errors();
    print_latencies(from);
    printf(", \"began_s\": %.6f, \"client_cpu_s\": %.3f}\n", (double)begin / 1e9, own_cpu_seconds());
}

static double milliseconds(int64_t ns)
{
    return ns < 0 ? -1 : (double)ns / 1e6;
}

void write_series(uint64_t begin)
{
    FILE *file = fopen(options.series, "w");
    if (!file)
        die(options.series);
    fprintf(file, "due_ms,accept_ms,first_byte_ms,end_ms,result\n");
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%.3f,%.3f,%.3f,%.3f,%s\n", milliseconds((int64_t)(samples[i].due - begin)),
                milliseconds(samples[i].accepted), milliseconds(samples[i].first_byte), milliseconds(samples[i].end),
                name_of[samples[i].result]);
    if (fclose(file))
        die(options.series);
}

package io.preforkd.server.capacity;

import io.preforkd.pool.model.Findings;

/** A pool, and what came of the load on it. */
public record Scenario(WhatIf pool, Findings findings) {}

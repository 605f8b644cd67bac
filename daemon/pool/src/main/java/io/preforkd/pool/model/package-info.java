/**
 * What a pool would do with a load: the pure core, told of clients and children that are only
 * imagined. A {@link io.preforkd.pool.model.Load} says who comes when and how long serving him
 * takes; {@link io.preforkd.pool.model.CapacityRun} runs it in virtual time and gives {@link
 * io.preforkd.pool.model.Findings}. Children do as they are told and never fail. Like the core,
 * this imports nothing but {@code java.util}.
 */
package io.preforkd.pool.model;

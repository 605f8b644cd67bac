package io.preforkd.server.child;

import java.util.function.Consumer;

/**
 * What a pool hears of its templates; loop thread only.
 *
 * @param first why the first one of an edition is started
 * @param starts takes why each one is started that has been
 * @param metrics takes what they tell of their own
 */
public record TemplateBook(
    TemplateStart first, Consumer<TemplateStart> starts, TemplateMetrics metrics) {}

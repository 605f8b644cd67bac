/**
 * The worker's class as the configuration names it; below it the protocol of spamd ({@code
 * protocol}, pure), what the author of a scanner sees ({@code scan}), the way of a request through
 * the worker ({@code front}) and a scanner that reads its rules from a file ({@code rules}).
 */
package io.preforkd.spamd;

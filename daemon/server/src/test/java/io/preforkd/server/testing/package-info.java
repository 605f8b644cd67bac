/** What tests of several packages share: configurations, real children, the log. */
package io.preforkd.server.testing;

/** Handlers that misbehave, for Java children of the tests. May import the worker API alone. */
package io.preforkd.system.handler;

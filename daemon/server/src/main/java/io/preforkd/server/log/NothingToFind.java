package io.preforkd.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Spares a daemon of its own the search for a file that would configure logback: each of the names
 * that it may have is asked of every jar, which takes a tenth of the start. A program that embeds
 * us has its file found as ever.
 *
 * <p>Public, with no arguments, since logback finds it as a service.
 */
public final class NothingToFind extends ContextAwareBase implements Configurator {
  private final boolean isOwnProcess = System.getProperty("preforkd.launcher") != null;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    return isOwnProcess
        ? ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY
        : ExecutionStatus.INVOKE_NEXT_IF_ANY;
  }
}

package io.preforkd.spamd;

import io.preforkd.spamd.front.Reception;
import io.preforkd.spamd.front.Settings;
import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.worker.BadSettingsException;
import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.runtime.HandlerLoader;
import io.preforkd.worker.runtime.StartFault;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Serves the protocol of spamd with the scanner that the pool's settings name. */
public final class Spamd implements Handler {
  private Reception reception;

  @Override
  public void start(WorkerContext context) throws Exception {
    try {
      Settings settings = Settings.of(context.settings());
      MessageScanner scanner = HandlerLoader.load(settings.scanner(), MessageScanner.class);
      scanner.start(settings.ofScanner());
      reception = new Reception(settings, scanner, System.err::println, context.metrics());
    } catch (StartFault | IllegalArgumentException e) {
      throw new BadSettingsException("settings: " + e.getMessage(), e);
    }
    reception.warmUp();
  }

  @Override
  public void serve(Connection connection) throws Exception {
    reception.serve(connection);
  }

  @Override
  public void stop() {
    try {
      reception.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

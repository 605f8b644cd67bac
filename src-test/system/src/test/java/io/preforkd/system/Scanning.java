package io.preforkd.system;

import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;

/** The two servers that speak the protocol of spamd. */
enum Scanning {
  ENGINE {
    @Override
    Preforkd start(Stage stage, String listen, String... options) throws IOException {
      return Engine.start(stage, Engine.pool(options).replace(TCP, listen));
    }
  },

  JAVA {
    @Override
    Preforkd start(Stage stage, String listen, String... options) throws IOException {
      String yaml = Workers.spamd("", "mode: static", "max: 2");
      return stage.start(yaml.replace(TCP, listen).replace("name: spamd", "name: web"));
    }
  };

  static final String TCP = "127.0.0.1:@PORT@";

  /**
   * Two children in a pool called web.
   *
   * @param options of the engine
   */
  abstract Preforkd start(Stage stage, String listen, String... options) throws IOException;
}

package io.preforkd.server.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;

/** What a command prints, and why it could not be written, which a writer alone would not say. */
public final class StandardOutput extends FilterOutputStream {
  /** The exit code of a command that has done all but this. */
  static final String EXIT = "71:standard output cannot be written";

  /** EPIPE. */
  private static final String NOBODY_READS = "Broken pipe";

  private final PrintWriter writer = new PrintWriter(this, true, charset());
  private IOException failure;

  /**
   * @param out {@code System.out} would not say why it failed
   */
  public StandardOutput(OutputStream out) {
    super(out);
  }

  /** That of the terminal; before JDK 19 it has no name of its own. */
  private static Charset charset() {
    return Charset.forName(System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
  }

  /** Encodes, and writes at the end of each line. */
  public PrintWriter writer() {
    return writer;
  }

  /**
   * Writes what is left.
   *
   * @return why not everything that was printed could be written; empty also if its reader did not
   *     want all of it, as {@code head}
   */
  public Optional<String> finish() {
    writer.flush();
    return Optional.ofNullable(failure)
        .map(Throwable::getMessage)
        .filter(why -> !why.equals(NOBODY_READS))
        .map(why -> "standard output cannot be written: " + why + "; it is cut");
  }

  @Override
  public void write(int next) throws IOException {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}

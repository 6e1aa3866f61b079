package dev.kizuki.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of Kizuki, and the commit of the sources that it was built from.
 *
 * @param version the version, as in {@code 0.1.0}; {@code unknown} if the classes were not built by
 *     Maven
 * @param commit the commit, 40 hexadecimal digits, with {@code -dirty} behind them if the sources
 *     differed from the commit, or {@code unknown} if the sources were not a Git repository
 */
public record Release(String version, String commit) {
  private static final String UNKNOWN = "unknown";

  /** The release that the running classes belong to. */
  public static Release current() {
    Properties build = new Properties();
    // The build writes this file.
    try (InputStream file = Release.class.getResourceAsStream("build.properties")) {
      if (file != null) {
        build.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties cannot be read", e);
    }
    return of(build);
  }

  /** Reads what the build wrote; what is missing is {@code unknown}. */
  static Release of(Properties build) {
    return new Release(build.getProperty("version", UNKNOWN), build.getProperty("commit", UNKNOWN));
  }

  /** One line for people: version, the first 12 digits of the commit, and the Java that runs. */
  public String text() {
    String abbreviated = commit.replaceFirst("^([0-9a-f]{12})[0-9a-f]*", "$1");
    return "Kizuki %s (commit %s, Java %s)".formatted(version, abbreviated, Runtime.version());
  }
}

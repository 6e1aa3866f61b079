package dev.kizuki.stream.security;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The certificates of the tests; the script {@code make} beside them tells how they are made. */
public final class TestCertificates {
  public static final Path AUTHORITY = file("authority.pem");
  public static final Path FOREIGN_AUTHORITY = file("foreign-authority.pem");
  public static final Path SERVER = file("server.pem");
  public static final Path CLIENT = file("client.pem");
  public static final Path EXPIRED = file("expired.pem");

  private TestCertificates() {}

  /** Returns the path of a file in the folder of certificates. */
  public static Path file(String name) {
    URL url = TestCertificates.class.getResource("/certificates/" + name);
    try {
      return Path.of(Objects.requireNonNull(url, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}

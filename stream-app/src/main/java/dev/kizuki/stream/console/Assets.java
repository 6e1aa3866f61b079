package dev.kizuki.stream.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of the page and of its libraries, from the class path. They stay in memory. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");

  private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

  /** A file with its media type and the digest of its content. */
  static final class Asset {
    private final byte[] bytes;
    private final String type;
    private final String etag;

    Asset(byte[] bytes, String type) {
      this.bytes = bytes;
      this.type = type;
      etag = '"' + digest(bytes).substring(0, 32) + '"';
    }

    byte[] bytes() {
      return bytes;
    }

    String type() {
      return type;
    }

    String etag() {
      return etag;
    }
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns the page. */
  Optional<Asset> page() {
    return load("console/index.html");
  }

  /**
   * Returns a file.
   *
   * @param path the part of the address behind {@code /assets/}
   */
  Optional<Asset> find(String path) {
    // nothing but plain names, so no path leaves its folder
    if (!path.matches("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      return Optional.empty();
    }
    if (path.startsWith("lib/")) {
      String[] parts = path.split("/", 3);
      return parts.length < 3 ? Optional.empty() : library(parts[1], parts[2]);
    }
    return load("console/assets/" + path).or(() -> load("console/" + path));
  }

  private Optional<Asset> library(String name, String file) {
    if (!name.equals("lit-html") && !name.equals("uplot")) {
      return Optional.empty();
    }
    return load("META-INF/resources/webjars/%s/%s/%s".formatted(name, version(name), file));
  }

  /** Reads the version of a library from its jar. */
  private static String version(String library) {
    String file = "META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(library);
    try (InputStream in = stream(file)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no webjar " + library);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Asset> load(String resource) {
    Asset known = loaded.get(resource);
    if (known != null) {
      return Optional.of(known);
    }
    String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    try (InputStream in = stream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Asset asset = new Asset(in.readAllBytes(), type);
      loaded.put(resource, asset);
      return Optional.of(asset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream stream(String resource) {
    return Assets.class.getClassLoader().getResourceAsStream(resource);
  }
}

package dev.kizuki.stream.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an MQTT broker.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path the path and query of a WebSocket, for example {@code /mqtt}; empty for TCP and TLS
 */
public record BrokerAddress(Transport transport, String host, int port, String path) {
  /** The transport of MQTT packets. */
  public enum Transport {
    TCP("tcp", 1883),
    TLS("ssl", 8883),
    /** MQTT 5, section 6, over HTTP. */
    WEB_SOCKET("ws", 80),
    /** MQTT 5, section 6, over HTTPS. */
    SECURE_WEB_SOCKET("wss", 443);

    private final String scheme;
    private final int defaultPort;

    Transport(String scheme, int defaultPort) {
      this.scheme = scheme;
      this.defaultPort = defaultPort;
    }

    static Optional<Transport> of(String scheme) {
      return switch (scheme) {
        case "tcp", "mqtt" -> Optional.of(TCP);
        case "ssl", "mqtts" -> Optional.of(TLS);
        case "ws" -> Optional.of(WEB_SOCKET);
        case "wss" -> Optional.of(SECURE_WEB_SOCKET);
        default -> Optional.empty();
      };
    }

    /** Returns whether the connection is encrypted. */
    public boolean isSecure() {
      return this == TLS || this == SECURE_WEB_SOCKET;
    }

    /** Returns whether MQTT packets travel in WebSocket messages. */
    public boolean isWebSocket() {
      return this == WEB_SOCKET || this == SECURE_WEB_SOCKET;
    }
  }

  private static final String KEY = "mqtt.broker";
  private static final String DEFAULT_PATH = "/mqtt";
  private static final int MOST_PORT = 65535;

  /** The authority of RFC 3986, section 3.2, without a user. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([\\p{L}\\p{N}._-]+))(?::([0-9]{1,5}))?");

  /**
   * Reads an address. {@code mqtt} means {@code tcp}, and {@code mqtts} means {@code ssl}. A
   * missing port is 1883, 8883, 80 or 443, and a missing path is {@code /mqtt}.
   *
   * @throws ConfigurationException if it is none; the message names mqtt.broker
   */
  public static BrokerAddress of(URI uri) {
    Transport transport =
        Transport.of(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
            .orElseThrow(BrokerAddress::malformed);
    // URI.getHost() is null for a name with '_', so the authority is read here
    Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
    if (uri.getRawAuthority() == null || !authority.matches() || uri.getRawFragment() != null) {
      throw malformed();
    }
    boolean isName = authority.group(1) == null;
    String host = isName ? authority.group(2) : authority.group(1);
    int port =
        authority.group(3) == null ? transport.defaultPort : Integer.parseInt(authority.group(3));
    if (port < 1 || port > MOST_PORT) {
      throw malformed();
    }
    if (host.contains("_") && transport != Transport.TCP) {
      throw new ConfigurationException(
          "mqtt.broker must not have the host name '%s': Java allows a '_' with tcp:// only; use another name or the IP address"
              .formatted(host),
          List.of(KEY));
    }
    return new BrokerAddress(transport, host, port, path(uri, transport));
  }

  private static String path(URI uri, Transport transport) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    if (transport.isWebSocket()) {
      return (path.isEmpty() ? DEFAULT_PATH : path) + query;
    }
    if (!(path.isEmpty() || path.equals("/")) || !query.isEmpty()) {
      throw malformed();
    }
    return "";
  }

  private static ConfigurationException malformed() {
    // the address is not repeated, because it can hold a password
    return new ConfigurationException(
        "mqtt.broker must be tcp://HOST:PORT, ssl://HOST:PORT, ws://HOST:PORT/PATH or"
            + " wss://HOST:PORT/PATH, without a user (mqtt.username)",
        List.of(KEY));
  }

  /** Returns whether the connection is encrypted. */
  public boolean isSecure() {
    return transport.isSecure();
  }

  /** The address with its scheme, port and path. */
  public URI uri() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("%s://%s:%d%s".formatted(transport.scheme, name, port, path));
  }

  @Override
  public String toString() {
    return uri().toString();
  }
}

package dev.kizuki.stream.config;

import java.util.regex.Pattern;

/**
 * Recognises the environment variables that Kubernetes sets in every container for each service of
 * the namespace ("service links"). A Kubernetes service {@code kizuki} or {@code kizuki-broker}
 * leads to names that begin as ours do. A variable is recognised by its name and its value
 * together: {@code KIZUKI_HTTP_PORT=8080} is a setting of ours, {@code
 * KIZUKI_HTTP_PORT=tcp://10.0.0.1:8080} is the link to a service {@code kizuki-http}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes:
 *     environment variables of services</a>
 */
final class ServiceLinks {
  /** One line for each name that Kubernetes makes, and the value that belongs to it. */
  private static final Pattern LINK =
      Pattern.compile(
          """
          KIZUKI(_[A-Z0-9_]+)?(
            _SERVICE_HOST=ADDRESS
          | _SERVICE_PORT(_[A-Z0-9_]+)?=NUMBER
          | _PORT=URL
          | _PORT_NUMBER_(TCP|UDP|SCTP)=URL
          | _PORT_NUMBER_(TCP|UDP|SCTP)_PROTO=(tcp|udp|sctp)
          | _PORT_NUMBER_(TCP|UDP|SCTP)_PORT=NUMBER
          | _PORT_NUMBER_(TCP|UDP|SCTP)_ADDR=ADDRESS
          )"""
              .replace("URL", "(tcp|udp|sctp)://(IPV4|\\[IPV6\\]):NUMBER")
              .replace("ADDRESS", "(IPV4|IPV6)")
              .replace("NUMBER", "[0-9]{1,5}")
              .replace("IPV4", "[0-9]{1,3}(\\.[0-9]{1,3}){3}")
              .replace("IPV6", "[0-9a-f]*:[0-9a-f:.]+"),
          Pattern.COMMENTS);

  private ServiceLinks() {}

  /** Returns whether Kubernetes set this variable. */
  static boolean isOne(String name, String value) {
    return LINK.matcher(name + "=" + value).matches();
  }
}

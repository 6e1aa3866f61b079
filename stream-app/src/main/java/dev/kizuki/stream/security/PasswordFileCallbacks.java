package dev.kizuki.stream.security;

import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/**
 * Gives the user name and the password to Kafka's SASL clients. Reads the password file at each
 * login, so that a new password needs no restart. The JAAS entry names the file and holds no
 * secret.
 */
public final class PasswordFileCallbacks implements AuthenticateCallbackHandler {
  private static final String USERNAME = "user";
  private static final String FILE = "passwordFile";

  private String username = "";
  private String file = "";

  /** Returns the value of {@code sasl.jaas.config}. */
  public static String jaas(String loginModule, String username, String passwordFile) {
    return "%s required %s=\"%s\" %s=\"%s\";"
        .formatted(loginModule, USERNAME, quoted(username), FILE, quoted(passwordFile));
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  @Override
  public void configure(
      Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.get(0).getOptions();
    username = String.valueOf(options.get(USERNAME));
    file = String.valueOf(options.get(FILE));
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback name) {
        name.setName(username);
      } else if (callback instanceof PasswordCallback password) {
        password.setPassword(PasswordFile.read("kafka.passwordFile", file).toCharArray());
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {
    // there is nothing to close
  }
}

package dev.kizuki.stream.event;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the devices that canaries are sent from. There is one device for each model and
 * instance. Its images are scored by that model, even if {@code models[].devices} does not match.
 * They count in the canary's metrics only, and their events have the type {@link
 * ImageEvent#CANARY}.
 */
public final class CanaryDevice {
  /** The MQTT topic of the verdicts on canaries. Subscribers to devices' alerts do not see them. */
  public static final DeviceTopic VERDICTS = new DeviceTopic("kizuki/canary/{device}");

  private static final String PREFIX = "kizuki-canary.";
  private static final Pattern NAME = Pattern.compile("kizuki-canary\\.([0-9]{1,6})\\..*");
  private static final Pattern NOT_IN_A_LEVEL = Pattern.compile("[/+#\\x00]");

  private CanaryDevice() {}

  /**
   * Returns the device of an instance's canaries for a model.
   *
   * @param model the index of the model in the configuration, from 0
   * @param clientId the MQTT client identifier of the instance
   */
  public static String name(int model, String clientId) {
    return PREFIX + model + "." + NOT_IN_A_LEVEL.matcher(clientId).replaceAll("_");
  }

  /** Whether a device sends canaries. */
  public static boolean is(String device) {
    return device.startsWith(PREFIX);
  }

  /** The index in {@code models} of the model that a canary is for; empty for other devices. */
  public static OptionalInt model(String device) {
    if (!is(device)) {
      return OptionalInt.empty();
    }
    Matcher matcher = NAME.matcher(device);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}

package dev.kizuki.stream.console;

import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The state of the plant at one time, or what changed since the last time.
 *
 * @param incidents the newest first
 */
record Plant(
    Instant at,
    Summary summary,
    List<KnownIncident> incidents,
    List<DeviceStatus> devices,
    List<ServiceStatus> services) {

  /** Returns the JSON of {@code /api/now}, one line in UTF-8. */
  byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    text(out, "{\"at\":");
    out.writeBytes(IncidentJson.write(at));
    text(out, ",\"summary\":");
    out.writeBytes(IncidentJson.write(summary));
    text(out, ",\"incidents\":");
    array(out, incidents);
    text(out, ",\"devices\":");
    out.writeBytes(IncidentJson.write(devices));
    text(out, ",\"services\":");
    out.writeBytes(IncidentJson.write(services));
    text(out, "}");
    return out.toByteArray();
  }

  /** Writes incidents as a JSON array, without reading them. */
  static void array(ByteArrayOutputStream out, List<KnownIncident> incidents) {
    String before = "[";
    for (KnownIncident incident : incidents) {
      text(out, before);
      out.writeBytes(incident.json());
      before = ",";
    }
    text(out, incidents.isEmpty() ? "[]" : "]");
  }

  static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of a line's devices that decide about its group incident.
 *
 * @param open the incidents that are not cleared and were raised within the time of a flood, or
 *     belong to the active group
 * @param group the id of the active group incident; null if there is none
 * @param previous the id of the last group incident; null if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LineState(
    @JsonProperty(required = true) List<LineMember> open,
    @Nullable String group,
    @Nullable String previous) {
  /** A line without incidents. */
  public static final LineState EMPTY = new LineState(List.of(), null, null);

  public LineState {
    open = List.copyOf(open);
  }

  /** Adds the incident of a device, and forgets those that are too old for a flood. */
  public LineState raised(LineMember member, Duration within) {
    List<LineMember> next = new ArrayList<>();
    Instant oldest = member.at().minus(within);
    for (LineMember each : open) {
      boolean counts = group != null || !each.at().isBefore(oldest);
      if (counts && !each.incident().equals(member.incident())) {
        next.add(each);
      }
    }
    next.add(member);
    return new LineState(next, group, previous);
  }

  /** Removes the incident of a device. */
  public LineState cleared(LineMember member) {
    return new LineState(
        open.stream().filter(each -> !each.incident().equals(member.incident())).toList(),
        group,
        previous);
  }

  /** The devices with an open incident, in the order of their first one. */
  public List<String> devices() {
    LinkedHashSet<String> devices = new LinkedHashSet<>();
    open.forEach(member -> devices.add(member.device()));
    return List.copyOf(devices);
  }

  /** The same line with an active group incident. */
  public LineState withGroup(String id) {
    return new LineState(open, id, id);
  }

  /** The same line after its group incident was cleared. */
  public LineState withoutGroup() {
    return new LineState(List.of(), null, previous);
  }
}

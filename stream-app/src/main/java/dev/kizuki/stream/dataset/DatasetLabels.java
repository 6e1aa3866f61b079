package dev.kizuki.stream.dataset;

import dev.kizuki.stream.incident.Incident;

/**
 * The labels of defects.
 *
 * @param label the label of every defect
 * @param fromNotes whether the note of a judgement is the label, where there is one
 */
public record DatasetLabels(String label, boolean fromNotes) {
  /** The usual label. */
  public static final String DEFAULT = "defect";

  /**
   * @throws IllegalArgumentException if the label is not safe as the name of a folder
   */
  public DatasetLabels {
    if (!SafeName.ofLabel(label, "").equals(label)) {
      throw new IllegalArgumentException(
          "--label must be letters, digits and '-', in lower case, begin with a letter and not be"
              + " 'good', was '%s'".formatted(label));
    }
  }

  /** The label of an incident. */
  String of(Incident incident) {
    String note = incident.judged() == null ? null : incident.judged().note();
    return fromNotes && note != null ? SafeName.ofLabel(note, label) : label;
  }
}

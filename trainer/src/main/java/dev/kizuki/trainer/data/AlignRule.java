package dev.kizuki.trainer.data;

/** Whether images are turned by the part that they show. */
public enum AlignRule {
  /** Images are not turned. */
  NONE,
  /** Images are turned by their part. */
  PART,
  /** The images decide, see {@link PartSurvey}. */
  AUTO
}

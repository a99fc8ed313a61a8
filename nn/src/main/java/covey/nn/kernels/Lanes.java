package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The width of vectors: the CPU's widest, or what the system property `covey.vectorBits` (128, 256, 512) says.
///
/// The width changes speed and nothing else; a test compares all of them.
final class Lanes {
  static final VectorSpecies<Float> FLOAT = species();
  static final VectorSpecies<Integer> INT = IntVector.SPECIES_PREFERRED.length() == FLOAT.length()
      ? IntVector.SPECIES_PREFERRED
      : VectorSpecies.of(int.class, FLOAT.vectorShape());

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    String bits = System.getProperty("covey.vectorBits");
    if (bits == null) {
      return FloatVector.SPECIES_PREFERRED.length() > 16 || FloatVector.SPECIES_PREFERRED.length() < 4
          ? FloatVector.SPECIES_128
          : FloatVector.SPECIES_PREFERRED;
    }
    return switch (bits) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default -> throw new IllegalArgumentException(
          "covey.vectorBits = " + bits + ", but it must be 128, 256 or 512; leave it out for the CPU's own width");
    };
  }
}

/// How experience is made and learned from.
module covey.learn {
  requires transitive covey.core;
  requires transitive covey.nn;
  requires transitive covey.policy;

  requires static transitive org.jspecify;

  exports covey.algorithms;
  exports covey.ops;
  exports covey.rollout;
}

// The types and members that the reference shows. What the compiler adds to each record is left out, and a member without a comment has
// that of the member that it implements or overrides, or of the parameter that it is made of.

const ofRecords = /\.(op_Equality|op_Inequality|Equals|GetHashCode|ToString|Deconstruct|PrintMembers|<Clone>\$|EqualityContract)(\(|$)/;

export function published(types) {
  const members = new Map(types.flatMap((type) => type.members.map((member) => [member.uid, member])));
  return types.map((type) => ({
    ...type,
    members: type.members.filter((member) => !isGenerated(member, type))
      .map((member) => ({ ...member, summary: summaryOf(member, type, members) })),
  }));
}

const isGenerated = (member, type) => !member.summary
  && (ofRecords.test(member.uid) || member.uid === `${type.uid}.#ctor(${type.uid})`);

function summaryOf(member, type, members) {
  if (member.summary) return member.summary;
  const inherited = [...(member.implements ?? []), member.overridden].map((uid) => members.get(uid)?.summary).find((summary) => summary);
  if (inherited || member.type !== "Property") return inherited;
  return type.members.filter((other) => other.type === "Constructor").flatMap((constructor) => constructor.syntax.parameters ?? [])
    .find((parameter) => parameter.id === member.id)?.description;
}

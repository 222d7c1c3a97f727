/// Every number of the search that is a matter of judgement, in one place. They were set one after another, by trying from none to twice
/// of each over the questions worked with and a lot that nobody looked at; where a range did equally well the plainest stands.
enum Weights {
    // Where in an operation a word stands.
    static let name: Float = 3
    static let pathEnd: Float = 2.5
    static let path: Float = 1.8
    static let summary: Float = 2.2
    static let description: Float = 1
    static let tag: Float = 0.6
    static let title: Float = 0.6
    static let intent: Float = 1.6
    static let parameter: Float = 0.4
    static let field: Float = 0.35
    static let kind: Float = 1.5
    static let verb: Float = 0.8
    /// A word that comes again in the same place.
    static let repeated: Float = 0.3
    /// So much weight is half of what a word can weigh.
    static let saturation: Float = 1

    // How an operation is weighed.
    /// A word that nobody knows weighs as much as a rare one: what it asks for is not here.
    static let unknown: Float = 5
    /// Of the same kind of resource as the best.
    static let besideTheBest: Float = 1.1
    /// A word in passing answers less than one in the name.
    static let inPassing: Float = 0.4
    static let answerSlope: Float = 1.5
    static let besideTheObject: Float = 0.75
    /// One where several are spoken of, and the other way round.
    static let otherNumber: Float = 0.9
    /// Of another service than the one spoken of by name.
    static let otherService: Float = 0.65
    /// Of a document that knows none of what is spoken of.
    static let documentFloor: Float = 0.5
    /// What is left where nothing of the question is answered, where the verb does not fit, and where nothing it is about was named.
    static let coverageFloor: Float = 0.2
    static let verbFloor: Float = 0.5
    static let headFloor: Float = 0.2
    static let deprecated: Float = 0.7
    /// No verb in the question: it is rather asked for than done.
    static let readUnasked: Float = 0.9
    static let writeUnasked: Float = 0.6
    /// Trouble told without a verb for what is to be done is to be changed, not looked at.
    static let readComplaint: Float = 0.5
    static let writeComplaint: Float = 0.75
    /// Where a question asks what is the case.
    static let changeWhenAsked: Float = 0.5
    static let deletionUnasked: Float = 0.4
    static let purchaseUnasked: Float = 0.6

    // How a question is read.
    /// `which plugins are added`: another verb than one of reading, and to read where there is none.
    static let verbWhereRead: Float = 0.8
    static let readingWhereNone: Float = 0.7
    /// To read one, where several are spoken of.
    static let getOfMany: Float = 0.75
    /// Beside who did it, what was done is only told.
    static let deedOfCulprit: Float = 0.4
    static let toldBeside: Float = 0.5
    /// A word that is part of what somebody called a thing, as `hub` in `hub-turbine`.
    static let partOfName: Float = 0.5
    static let nameBesideThing: Float = 0.5
    /// The word itself in a phrase that means something as a whole.
    static let wordOfPhrase: Float = 0.45
    /// What it means by itself.
    static let thingOfPhrase: Float = 0.4
    /// Each further verb counts so much less.
    static let laterVerb: Float = 0.12
    static let verbInMeaning: Float = 0.75
    static let verbInPhrase: Float = 0.7
    static let corrected: Float = 0.85

    // What is far behind the first only takes room.
    static let farBehindDoubted: Float = 0.25
    static let farBehindMedium: Float = 0.25
    static let farBehindSure: Float = 0.35
}

/** The package ships its schemas without types. */
declare module 'discord-api-spec/zod' {
  interface Schema {
    safeParse(
      value: unknown,
    ): { success: true } | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } }
  }
  export const ApplicationCommandAutocompleteCallbackRequestSchema: Schema
  export const ApplicationCommandUpdateRequestSchema: Schema
  export const CreateMessageInteractionCallbackRequestSchema: Schema
  export const CreateForumThreadRequestSchema: Schema
  export const CreatePrivateChannelRequestSchema: Schema
  export const CreateTextThreadWithMessageRequestSchema: Schema
  export const IncomingWebhookRequestPartialSchema: Schema
  export const IncomingWebhookUpdateRequestPartialSchema: Schema
  export const MessageCreateRequestSchema: Schema
  export const MessageEditRequestPartialSchema: Schema
  export const ModalInteractionCallbackRequestSchema: Schema
  export const UpdateMessageInteractionCallbackRequestSchema: Schema
  export const UpdateThreadRequestPartialSchema: Schema
}

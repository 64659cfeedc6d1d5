"""The only SQL of Knowhow: schema, repositories, the unit of work, the engines and the migrations."""
